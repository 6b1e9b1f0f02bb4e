-- Run in Neovim without a screen: types, inserts the first item offered, each time
-- on the last line, and writes the resulting text to the file $OUT.
local cmd = vim.fn.split(vim.env.QUIZ_LSP, "\n")
local whole = vim.fn.has("nvim-0.10") == 1
local tried = vim.fn.split(whole and vim.env.TYPED or vim.env.TYPED_OLD, "\n")
local shown = {}

if vim.lsp.config then
  vim.lsp.config("quiz", { cmd = cmd, filetypes = { "yaml" } })
  vim.lsp.enable("quiz")
else
  vim.api.nvim_create_autocmd("FileType", {
    pattern = "yaml",
    callback = function()
      local client = vim.lsp.start_client({ name = "quiz", cmd = cmd, root_dir = vim.fn.getcwd() })
      vim.lsp.buf_attach_client(0, client)
      vim.bo.omnifunc = "v:lua.vim.lsp.omnifunc"
    end,
  })
end

local function when(ready, go)
  if ready() then
    return go()
  end
  vim.defer_fn(function() when(ready, go) end, 5)
end
local function client()
  local all = (vim.lsp.get_clients or vim.lsp.buf_get_clients)()
  local _, first = next(all)
  return first
end
-- One item alone is put in at once, unless a menu is asked for.
local function offered(typed)
  return vim.fn.pumvisible() == 1 or #vim.fn.getline(".") > #typed
end
local function done() return vim.fn.mode() == "n" end
local function try(number, last, finish)
  if number > #tried then
    return finish()
  end
  vim.bo.indentexpr = ""
  vim.api.nvim_buf_set_lines(0, last, -1, false, { "" })
  vim.api.nvim_input("GA" .. tried[number] .. "<C-X><C-O>")
  when(function() return offered(tried[number]) end, function()
    local choose = vim.o.completeopt:find("noselect") and "<C-N>" or ""
    local take = vim.fn.pumvisible() == 1 and choose .. "<C-Y>" or ""
    vim.api.nvim_input(take .. "<Esc>")
    when(done, function()
      table.insert(shown, table.concat(vim.api.nvim_buf_get_lines(0, last, -1, false), "|"))
      try(number + 1, last, finish)
    end)
  end)
end
local function finish()
  vim.fn.writefile(shown, vim.env.OUT)
  vim.cmd("qa!")
end
local function attached()
  local found = client()
  return found and (found.initialized or found.server_capabilities) and true
end

vim.defer_fn(function()
  when(attached, function()
    local last = vim.fn.line("$")
    try(1, last, function()
      if not vim.lsp.completion then
        return finish()
      end
      vim.lsp.completion.enable(true, client().id, 0)
      vim.o.completeopt = "menuone,noselect,popup"
      try(1, last, finish)
    end)
  end)
end, 0)
