"""HTML from other systems as text: what is displayed is kept, the losses are named."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.convert.html import HtmlBlock, escape, paragraphs, reduce


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain", "plain"),
        ("a  b\n c", "a b c"),
        ("<p>one</p><p>two<br>three</p>", "one\n\ntwo\nthree"),
        ("<p>one\n</p>\n<div>two</div><div><div>three</div></div>", "one\n\ntwo\nthree"),
        ("a<br><br/>b<br>", "a\n\nb"),
        ("<h1>T</h1>text", "T\n\ntext"),
        ("<ul><li>a</li><li><p>b</p><ol><li>c<li>d</ol></ul>e", "- a\n- b\n\n  1. c\n  2. d\ne"),
        ("<table><tr><td>a<td><p>b</p></tr>\n<tr><th>c</th><th>d</th></tr></table>",
         "a | b\nc | d"),
        ("<pre>\n a  b\n  c</pre>", " a  b\n  c"),
        ("x<sup>2</sup> + H<sub>2</sub>O", "x² + H₂O"),
        ("10<sup>-3</sup>, 1<sup>st</sup>, e<sup>kx</sup>, a<sub>i,j</sub>",
         "10⁻³, 1st, e^kx, a_(i,j)"),
        ("a&nbsp;b &amp;lt; &#x41;&eacute;&bogus;", "a\u00a0b &lt; Aé&bogus;"),
        ("a &nbsp;b", "a  b"),
        ("<b>bo</b>ld <i>x</i>", "bold x"),
        ("<script>a<b</script>x<style>p{}</style><!-- c --><!DOCTYPE x>y", "xy"),
        ("1 < 2 and a<b is <3", "1 < 2 and a<b is <3"),
        ('<a href="x>y">z</a>', "z"),
        ("see <img src=x alt='the map'> here", "see the map here"),
        ("she said <q>no</q>", "she said “no”"),
        ("<svg><text>x</text></svg>y", "y"),
        ("<o:p>a</o:p>", "a"),
        ("</p></li></blockquote></ul></sup></pre>a", "a"),
        ("", ""),
        ("<p> </p><br>", ""),
    ],
)  # fmt: skip
def test_what_is_displayed(markup: str, text: str) -> None:
    assert reduce(markup).text == text


def test_quotes_are_told_from_the_text() -> None:
    reduced = reduce("<p>Why</p><blockquote><p>One.</p><p>Two.</p></blockquote><p>after</p>")
    assert reduced.blocks == (
        HtmlBlock("text", "Why"),
        HtmlBlock("quote", "One.\n\nTwo."),
        HtmlBlock("text", "after"),
    )
    assert (reduced.text, reduced.quotes) == ("Why\n\nafter", ("One.\n\nTwo.",))
    assert reduce("<blockquote>a<blockquote>b").quotes == ("a\n\nb",)


@pytest.mark.parametrize(
    ("markup", "lost"),
    [
        ("<p>plain<br>text</p><ul><li>x</ul>", ()),
        ("<i>a</i><script></script><b>", ("scripts", "bold or italic")),
        ("<p onclick=x><a href=' JavaScript:x'>", ("scripts", "links")),
        ("<table><img><span style='x'>", ("pictures", "colours or sizes", "tables")),
        ("<math><mi>x</mi></math><video></video>", ("formulas", "sound or video")),
        ("<iframe src=x></iframe><input>", ("forms or frames",)),
    ],
)
def test_what_is_lost_is_named_once(markup: str, lost: tuple[str, ...]) -> None:
    assert reduce(markup).lost == lost


@given(st.text("<>/&;!-\"'= apbrlisupre\n", max_size=80) | st.text(max_size=80))
def test_any_text_is_reduced(markup: str) -> None:
    reduced = reduce(markup)
    assert all(block.text.strip("\n") == block.text != "" for block in reduced.blocks)


HARD = (
    "<p>", "<ul><li>x", "<blockquote>", "<!--", "<a b='", "<a ", "<", "<b x=\"'", "</", "<svg>",
    "<sup>1", "<td>x", "<script>", "<pre>\n", "&", "<![", "<?", "<br>", "<a =", "<a / ", "&#38",
    " \u00a0", "\u00a0x", "<a b", "<a  ",
)  # fmt: skip


@pytest.mark.parametrize("piece", HARD)
def test_time_is_linear(piece: str) -> None:
    started = time.process_time()
    reduce(piece * 50_000)
    assert time.process_time() - started < 4


def test_long_runs_of_spaces_take_linear_time() -> None:
    started = time.process_time()
    for space in (" ", "\u00a0", "\t", "\n", "\u00a0 "):
        markup = "a" + space * 200_000 + "b"
        reduce(f"{markup}<pre>{markup}<a {space * 200_000}>")
        paragraphs(markup)
    assert time.process_time() - started < 4


CLEAN = st.text("ab <>&\"'é漢.-1\n", max_size=40).map(lambda text: text.strip("\n"))


@given(CLEAN)
def test_text_written_as_html_reads_as_itself(text: str) -> None:
    text = re.sub(" +$", "", text, flags=re.MULTILINE).strip("\n")
    assert reduce(paragraphs(text)) == ((HtmlBlock("text", text),) if text else (), ())
    assert reduce(escape(text)).text == text


def test_how_text_is_written() -> None:
    assert escape("a < b\n  c  d") == "a &lt; b<br/>&#160;&#160;c &#160;d"
    assert paragraphs("a\nb\n\nc\n") == "<p>a<br/>b</p><p>c</p>"
    assert paragraphs("") == ""


@pytest.mark.parametrize(
    ("markup", "lost"),
    [
        ("#include <stdio.h> gives?", ("unknown tags",)),
        ("<o:p>a</o:p><span>b</span><kbd>c</kbd>", ()),
        ("<math><mi>x</mi></math>", ("formulas",)),
        ("<svg><path d='1'/></svg>", ("pictures",)),
    ],
)
def test_a_tag_that_no_browser_shows_is_lost(markup: str, lost: tuple[str, ...]) -> None:
    assert reduce(markup).lost == lost
