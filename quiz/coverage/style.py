"""How the page of coverage looks: light and dark, on paper, on a phone."""

STYLE = """\
:root { color-scheme: light dark; --back: #fff; --text: #1a1a1a; --soft: #5a5a5a; --link: #0b4fb3;
  --line: #c9ccd1; --card: #f5f6f8; --one: #dcebff; --two: #b7d6ff; --more: #8fbfff;
  --edge: #2f6fc4; --aim: #b35900 }
@media (prefers-color-scheme: dark) {
  :root { --back: #14171c; --text: #e8e8e8; --soft: #adb2ba; --link: #8ab8ff; --line: #454b54;
    --card: #1d2128; --one: #1b3557; --two: #1d4a7f; --more: #1f5fa8; --edge: #8ab8ff;
    --aim: #ffb366 }
}
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 46rem; padding: 1rem; background: var(--back);
  color: var(--text); font: 1.0625rem/1.7 Georgia, "Times New Roman", serif;
  overflow-wrap: anywhere }
h1, h2, h3, nav, .says, .key, .cards, .soft { font-family: system-ui, sans-serif;
  line-height: 1.45 }
h1 { font-size: 1.6rem; margin: .5rem 0 } h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .5rem }
a { color: var(--link) } a:focus-visible { outline: 3px solid var(--aim); outline-offset: 2px }
.soft, .key { color: var(--soft); font-size: .95rem }
.text p { margin: 0 0 1rem }
mark { color: var(--text); background: var(--one); border-bottom: 1px solid var(--edge);
  padding-bottom: 1px }
mark.two { background: var(--two); border-bottom: 3px double var(--edge) }
mark.more { background: var(--more); border-bottom: 3px solid var(--edge) }
sup { font: .7rem/1 system-ui, sans-serif; color: var(--soft); scroll-margin-top: 3rem }
sup a { padding: .3rem .15rem; text-decoration-thickness: 1px }
.no { border-inline-start: 3px dotted var(--soft); padding-inline-start: .3rem }
:target { outline: 3px solid var(--aim); outline-offset: 3px }
.cards { list-style: none; padding: 0 }
.cards li { background: var(--card); border: 1px solid var(--line); border-radius: .4rem;
  padding: .6rem .9rem; margin: 0 0 .75rem }
.cards p { margin: .15rem 0 }
blockquote { margin: .4rem 0; padding-inline-start: .75rem;
  border-inline-start: 3px solid var(--edge);
  font-family: Georgia, "Times New Roman", serif }
@media print { body { max-width: none } .cards li { break-inside: avoid } }
"""
