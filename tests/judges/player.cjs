// Scores QTI 3 items in the player of Citolab, in a headless Chromium.
//
// Reads [{item, responses: [{RESPONSE: value}, ...]}, ...] as JSON, prints [[outcomes, ...], ...].
const fs = require("fs");
const path = require("path");
const { createRequire } = require("module");

const folder = path.resolve(process.env.QUIZ_JUDGES);
const puppeteer = createRequire(path.join(folder, "package.json"))("puppeteer-core");
const script = path.join(folder, "node_modules/@citolab/qti-components/cdn/index.global.js");
const chromium = process.env.QUIZ_CHROMIUM || "/usr/bin/chromium";

async function outcomes({ item, responses }) {
  const found = [];
  for (const response of responses) {
    document.body.innerHTML = "";
    const holder = document.createElement("qti-item");
    const container = document.createElement("item-container");
    holder.append(container);
    container.itemXML = item;
    document.body.append(holder);
    let played = null;
    while (!played) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      played = container.shadowRoot && container.shadowRoot.querySelector("qti-assessment-item");
    }
    await played.updateComplete;
    await new Promise((resolve) => setTimeout(resolve, 5));
    for (const [name, value] of Object.entries(response)) {
      if (value !== null) played.updateResponseVariable(name, value);
    }
    played.processResponse();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const values = {};
    for (const { identifier, value } of played.variables) values[identifier] = value;
    const shown = [...container.shadowRoot.querySelectorAll("qti-modal-feedback")].map((each) => [
      each.getAttribute("outcome-identifier"),
      each.getAttribute("identifier"),
      each.shadowRoot !== null && each.shadowRoot.innerHTML.includes("dialog"),
    ]);
    found.push({ values, shown });
  }
  return found;
}

async function main() {
  const cases = JSON.parse(fs.readFileSync(0, "utf8"));
  const browser = await puppeteer.launch({
    executablePath: chromium,
    args: ["--headless=new", "--no-sandbox"],
  });
  try {
    const page = await browser.newPage();
    const errors = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.setContent("<!doctype html><html><body></body></html>");
    await page.addScriptTag({ path: script });
    const found = [];
    for (const each of cases) found.push(await page.evaluate(outcomes, each));
    process.stdout.write(JSON.stringify({ found, errors }));
  } finally {
    await browser.close();
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
