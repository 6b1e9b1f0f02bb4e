"""The style sheet of a printed page, for screens, phones and paper."""

_STYLE = """\
:root { color-scheme: light dark; --back: #fff; --text: #1a1a1a; --soft: #5a5a5a;
  --line: #767b83; --link: #0b4fb3; --aim: #b35900 }
@media screen and (prefers-color-scheme: dark) {
  :root { --back: #14171c; --text: #e8e8e8; --soft: #adb2ba; --line: #8b929c; --link: #8ab8ff;
    --aim: #ffb366 }
}
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 46rem; padding: 1rem; background: var(--back);
  color: var(--text); font: 1.0625rem/1.5 Georgia, "Times New Roman", serif;
  overflow-wrap: anywhere }
h1 { font-size: 1.6rem; margin: .5rem 0 }
.part { margin-top: 3rem }
h2 { font-size: 1.35rem; margin: 0 0 1rem; display: flex; gap: 1rem;
  justify-content: space-between; align-items: center }
h3, h4 { font-size: 1.0625rem; margin: 1.5rem 0 .4rem }
.badge { border: 1.5px solid; padding: .2rem .6rem; flex: none }
a { color: var(--link) } a:focus-visible { outline: 3px solid var(--aim); outline-offset: 2px }
p { margin: .4rem 0 }
nav ul { display: flex; flex-wrap: wrap; gap: .2rem 1.4rem }
.own { white-space: pre-wrap }
.soft { color: var(--soft); font-size: .9rem }
.how { color: var(--soft); font-size: .9rem; font-style: italic }
.names { display: flex; flex-wrap: wrap; gap: .6rem 1rem }
.names span { display: flex; flex: 1 1 8rem; gap: .5rem; align-items: end }
.names span:first-child { flex-basis: 14rem }
.names i { flex: 1; border-bottom: 1px solid var(--line) }
.question { position: relative; padding-inline-start: 2.2rem; margin: 1.6rem 0 }
.question h3 { position: absolute; inset-inline-start: 0; margin: 0 }
.head { display: flex; gap: 1rem; justify-content: space-between }
.head .own { margin: 0 } .head .soft { flex: none }
ul { list-style: none; margin: .4rem 0; padding: 0 }
.task li { display: flex; gap: .6rem; align-items: baseline; margin: .4rem 0 }
.task li > :last-child { min-width: 0 }
.row { display: flex; gap: 2.5rem }
.box { flex: none; display: inline-block; width: .85em; height: .85em;
  border: 1.2px solid; transform: translateY(.08em) }
.place { flex: none; display: inline-block; width: 2rem; height: 1.6rem; border: 1.2px solid;
  align-self: start; margin-block: .15rem }
.blank { display: inline-block; border-bottom: 1px solid var(--line); height: 1em;
  max-width: 100%; width: 4em }
.wide { width: 11em !important }
.line { border-bottom: 1px solid var(--line); height: 2rem }
.gaps { line-height: 2 } .gaps sup { line-height: 0 }
.words { border: 1px solid var(--line); border-radius: .2rem; padding: .4rem .7rem;
  display: flex; flex-wrap: wrap; gap: .2rem 1.6rem }
.task .words li { margin: 0 }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(14rem, 100%), 1fr));
  gap: 0 2rem }
.columns .blank { width: 2em; flex: none }
.glance { display: flex; flex-wrap: wrap; gap: .2rem 1.4rem }
.answer { margin: 1.6rem 0 } .right { font-weight: bold }
blockquote { margin: .5rem 0; padding-inline-start: .75rem;
  border-inline-start: 3px solid var(--line) }
.text sup { font-size: .7rem; line-height: 0; color: var(--soft) }
@media screen {
  .part { border-top: 1px solid var(--line); padding-top: 2rem }
}
@media print {
  body { max-width: none; padding: 0; font-size: 11pt }
  .cover { display: none }
  .part { margin: 0 } .part + .part { break-before: right }
  .question, .answer, .task, blockquote { break-inside: avoid }
  .part > h2, .part > h3, h4 { break-after: avoid }
  .question { margin: 1.2rem 0 } .task li { margin: .2rem 0 }
  a { color: inherit; text-decoration: none }
}
"""
_SIZES = {"a4": "A4", "letter": "letter"}


def page_style(paper: str, parts: tuple[str, ...]) -> str:
    """Return the style sheet of a page with parts of these names, which are never text of a bank.

    The pages of each part are named in CSS, so that each shows the part's name at its foot.
    """
    feet = "".join(
        f"#p{number} {{ page: p{number} }} @page p{number} {{ @bottom-right {{ "
        f'content: "{name}, page " counter(page); font: 9pt serif }} }}\n'
        for number, name in enumerate(parts, 1)
    )
    return f"{_STYLE}@page {{ size: {_SIZES[paper]}; margin: 2cm }}\n{feet}"
