-- Neovim, without a screen, with the language server: writes what it was told to the file of $OUT.
local said = {}
local path = vim.fn.expand("%:p")
local client = vim.lsp.start_client({
  name = "quiz",
  cmd = vim.fn.split(vim.env.QUIZ_LSP, "\n"),
  root_dir = vim.fn.fnamemodify(path, ":h"),
})
vim.lsp.buf_attach_client(0, client)

local function wait(what, ready)
  assert(vim.wait(20000, ready, 20), "waited in vain for " .. what)
end
local function rules()
  local found = {}
  for _, each in ipairs(vim.diagnostic.get(0)) do
    table.insert(found, each.code or each.user_data.lsp.code)
  end
  return table.concat(found, " ")
end
local function asked(method)
  local params = vim.lsp.util.make_position_params()
  params.context = { triggerKind = 1 }
  local answers = assert(vim.lsp.buf_request_sync(0, method, params, 20000))
  return answers[client].result
end

wait("the misquote", function() return rules() == "quote-missing" end)
table.insert(said, rules())
vim.fn.search("quote: engines")
vim.cmd("normal! f:w")
table.insert(said, asked("textDocument/hover").contents.value:match("%*%*[^*]+%*%*"))
local place = asked("textDocument/definition")[1]
table.insert(said, vim.fn.fnamemodify(place.uri, ":t") .. ":" .. place.range.start.line)
local params = vim.lsp.util.make_range_params()
params.context = { diagnostics = {} }
local actions = assert(vim.lsp.buf_request_sync(0, "textDocument/codeAction", params, 20000))
vim.lsp.util.apply_workspace_edit(actions[client].result[1].edit, "utf-16")
wait("no problem", function() return rules() == "" end)
table.insert(said, vim.fn.getline("."):match("%S.*"))
vim.cmd("normal! f:w")
vim.api.nvim_set_current_line("  quote: engin ja")
vim.fn.cursor(0, #"  quote: engin ja" + 1)
vim.cmd("normal! $")
local at = vim.lsp.util.make_position_params()
at.position.character = #"  quote: engin ja"
local found = assert(vim.lsp.buf_request_sync(0, "textDocument/completion", at, 20000))
table.insert(said, found[client].result.items[1].label)
dofile(vim.env.SHOWING)
vim.cmd("$")
vim.api.nvim_feedkeys("\\p", "x", false)
wait("the preview", function()
  return vim.bo.buftype == "terminal" and vim.fn.getline(1) ~= ""
end)
table.insert(said, vim.fn.getline(1))
vim.fn.writefile(said, vim.env.OUT)
vim.cmd("qa!")
