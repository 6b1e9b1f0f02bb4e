"""How a client takes completions into its text, as it says or as it is known to."""

from dataclasses import dataclass

from lsprotocol import types


@dataclass(frozen=True, slots=True)
class Taking:
    """How a client takes completions."""

    snippets: bool = False
    as_is: bool = False
    """Whether further lines of a snippet stay as they are, and are not indented by the client."""
    by_label: bool = False
    """Whether the client drops items that do not start with what is typed, or cuts plain ones at
    the first space: it takes a text whole only as the label of a snippet."""


def taking_of(params: types.InitializeParams) -> Taking:
    """Return how the client that starts a session takes completions."""
    documents = params.capabilities.text_document
    completion = documents.completion if documents else None
    item = completion.completion_item if completion else None
    if item is None:
        return Taking(by_label=_is_bare_neovim(params, None))
    modes = item.insert_text_mode_support
    return Taking(
        snippets=bool(item.snippet_support),
        as_is=modes is not None and types.InsertTextMode.AsIs in modes.value_set,
        by_label=_is_bare_neovim(params, item),
    )


def _is_bare_neovim(
    params: types.InitializeParams, item: types.ClientCompletionItemOptions | None
) -> bool:
    """Check whether it is Neovim before 0.12 with the completion of its own.

    The plugins that take its place (nvim-cmp, blink.cmp) say that they know insertion from
    replacement, and take items as the protocol has them.
    """
    client = params.client_info
    if client is None or client.name != "Neovim" or (item and item.insert_replace_support):
        return False
    major, _, rest = (client.version or "").partition(".")
    minor = rest.partition(".")[0]
    return major == "0" and minor.isdecimal() and int(minor) < 12
