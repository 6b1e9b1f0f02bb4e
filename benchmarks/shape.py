"""The shape of the code, measured: modules, lines, names, base classes, comments and circles.

Run `python -m benchmarks.shape`, with a folder to measure another copy (`… ../other/quiz`). All of
it is read from the source text; nothing is imported.
"""

import argparse
import ast
import io
import re
import statistics
import tokenize
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ALLOWED_CIRCLE = ("tui.app", "tui.screens")
"""The app opens screens, and screens know their app: the one circle that is accepted."""
SMALL = 4
"""Lines up to which a private function that is used once may read better inline."""
_SEE = re.compile(r"See (?:`+)?\w+\.\w+(?:`+)?\.?")

Graph = Mapping[str, Collection[str]]


@dataclass
class Code:
    """What was counted in one package."""

    lines: dict[str, int] = field(default_factory=dict)
    """Lines of each module."""
    comments: int = 0
    comment_lines: int = 0
    """Lines that hold nothing but a comment."""
    see: int = 0
    functions: list[int] = field(default_factory=list)
    """Lines of each function, decorators and docstring included."""
    small: list[str] = field(default_factory=list)
    """Private functions of modules that are at most SMALL lines long and called once."""
    public: int = 0
    """Public functions of modules, and public methods of public classes without a base class."""
    documented: int = 0
    """Those of them with a docstring; what implements a protocol needs none."""
    classes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """The modules that define a class of this name."""
    bases: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Full names of classes, each with the full names of its bases."""
    imports: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """The modules that each module imports at its top level."""


def measure(package: Path) -> Code:
    """Return what is counted in all modules below the folder of a package."""
    code = Code()
    files = {_module(file, package): file for file in sorted(package.rglob("*.py"))}
    for module, file in files.items():
        text = file.read_text(encoding="utf-8")
        code.lines[module] = len(text.splitlines())
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        comments = [token for token in tokens if token.type == tokenize.COMMENT]
        code.comments += len(comments)
        code.comment_lines += sum(token.line.lstrip().startswith("#") for token in comments)
        tree = ast.parse(text)
        _Visitor(module, file.name == "__init__.py", files, code).visit(tree)
        code.small += (f"{module}.{name}" for name in _called_once(tree))
    return code


def _called_once(tree: ast.Module) -> Iterator[str]:
    """Yield the small private functions of a module that are called once and used in no other way.

    One that stands in a table or is passed on must be a function, and so must a decorated one.
    """
    names = Counter(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
    calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("_"):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            called = names[node.name] == 1 and node.name in calls
            if called and lines <= SMALL and not node.decorator_list:
                yield node.name


def _module(file: Path, package: Path) -> str:
    parts = file.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


class _Visitor(ast.NodeVisitor):
    """Adds one module to the counts."""

    def __init__(self, module: str, is_package: bool, modules: Collection[str], code: Code) -> None:
        self._module, self._modules, self._code = module, modules, code
        self._package = module if is_package else module.rpartition(".")[0]
        self._names: dict[str, str] = {}
        self._scope: list[str] = []
        self._documents = True
        """Whether a function here should have a docstring: an override or a part need none."""

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._names[alias.asname or alias.name.partition(".")[0]] = alias.name
            self._import(alias.name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        parents = self._package.split(".")
        start = parents[: len(parents) - node.level + 1] if node.level else []
        source = ".".join([*start, *([node.module] if node.module else [])])
        for alias in node.names:
            full = f"{source}.{alias.name}"
            self._names[alias.asname or alias.name] = full
            self._import(full if full in self._modules else source)

    def _import(self, name: str) -> None:
        if not self._scope and name in self._modules and name != self._module:
            self._code.imports[self._module].add(name)

    def visit_If(self, node: ast.If) -> None:
        """Pass over the imports that only a type checker carries out."""
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            self._scope.append("TYPE_CHECKING")
            self.generic_visit(node)
            self._scope.pop()
        else:
            self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        if not self._scope:
            self._code.classes[node.name].append(self._module)
        name = ".".join((self._module, *self._scope, node.name))
        self._names.setdefault(node.name, name)
        for base in node.bases:
            inner = base.value if isinstance(base, ast.Subscript) else base
            first, *rest = ast.unparse(inner).split(".")
            self._code.bases[name].append(".".join((self._names.get(first, first), *rest)))
        self._docstring(node)
        self._nested(node, self._documents and not node.bases)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
        self._code.functions.append((node.end_lineno or node.lineno) - first + 1)
        if self._documents and not any(n.startswith("_") for n in (*self._scope, node.name)):
            self._code.public += 1
            self._code.documented += ast.get_docstring(node) is not None
        self._docstring(node)
        self._nested(node, False)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.visit_FunctionDef(node)

    def _nested(
        self, node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef, documents: bool
    ) -> None:
        before, self._documents = self._documents, documents
        self._scope.append(node.name)
        self.generic_visit(node)
        self._scope.pop()
        self._documents = before

    def _docstring(self, node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._code.see += bool(_SEE.fullmatch(ast.get_docstring(node) or ""))


def chain(code: Code, name: str) -> list[str]:
    """Return the longest chain of own classes from one to its furthest own base."""
    above = [chain(code, base) for base in code.bases.get(name, ()) if base in code.bases]
    own = [base for base in code.bases.get(name, ()) if _defines(code, base)]
    above += [[base] for base in own if base not in code.bases]
    return [name, *max(above, key=len, default=[])]


def _defines(code: Code, name: str) -> bool:
    module, _, last = name.rpartition(".")
    return module in code.classes.get(last, ())


def circles(graph: Graph) -> list[list[str]]:
    """Return the groups of modules that import one another (strongly connected components)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    # Tarjan's algorithm: a module closes a group when nothing below it leads further up.
    def visit(module: str) -> None:
        index[module] = low[module] = len(index)
        stack.append(module)
        for other in sorted(graph.get(module, ())):
            if other not in index:
                visit(other)
                low[module] = min(low[module], low[other])
            elif other in stack:
                low[module] = min(low[module], index[other])
        if low[module] == index[module]:
            cut = stack.index(module)
            group = stack[cut:]
            del stack[cut:]
            if len(group) > 1:
                found.append(sorted(group))

    for module in sorted(graph):
        if module not in index:
            visit(module)
    return found


def allowed(circle: Sequence[str], package: str) -> bool:
    """Return whether a circle is only the app and its screens."""
    starts = [f"{package}.{name}" for name in ALLOWED_CIRCLE]
    return all(
        any(module == start or module.startswith(f"{start}.") for start in starts)
        for module in circle
    )


def percentile(values: Sequence[int], share: int) -> int:
    """Return the value that `share` per cent of the values do not exceed (nearest rank)."""
    return sorted(values)[max(0, -(-share * len(values) // 100) - 1)]


def table(code: Code, package: str) -> Iterator[tuple[str, str, str, bool | None]]:
    """Yield what was measured: its name, the figure, the goal and whether it is met."""
    sizes = list(code.lines.values())
    ending = [name for name in code.lines if name.endswith("ing")]
    longest = max((chain(code, name) for name in code.bases), key=len, default=[])
    doubled = _doubled(code)
    groups = circles(code.imports)
    wrong = [group for group in groups if not allowed(group, package)]
    density = 100 * code.comments / sum(sizes)
    share = code.documented / max(1, code.public)
    imported = statistics.mean(len(code.imports.get(module, ())) for module in code.lines)
    yield "modules", str(len(sizes)), "≤ 240", len(sizes) <= 240
    yield "lines", f"{sum(sizes):,}", "", None
    yield "lines without comments", f"{sum(sizes) - code.comment_lines:,}", "", None
    yield "modules ending in -ing", str(len(ending)), "≤ 20", len(ending) <= 20
    yield "deepest chain of own classes", str(len(longest)), "≤ 3", len(longest) <= 3
    yield "class names defined more than once", str(len(doubled)), "0", not doubled
    yield "docstrings “See X.y”", str(code.see), "0", not code.see
    yield (
        "import circles",
        f"{len(wrong)} (+ {len(groups) - len(wrong)})",
        "0 (+ app ↔ screens)",
        (not wrong),
    )
    yield "comments per 100 lines", f"{density:.1f}", "≥ 2", density >= 2
    yield "public functions with a docstring", f"{share:.0%}", "≥ 97%", share >= 0.97
    yield f"private functions called once, ≤ {SMALL} lines", str(len(code.small)), "", None
    yield "modules imported per module, mean", f"{imported:.1f}", "", None
    yield "function, median / p90", _sizes(code.functions, 50, 90), "", None
    yield "file, median / p90 / max", _sizes(sizes, 50, 90, 100), "", None


def _sizes(values: Sequence[int], *shares: int) -> str:
    return " / ".join(
        str(round(statistics.median(values)) if share == 50 else percentile(values, share))
        for share in shares
    )


def _doubled(code: Code) -> dict[str, list[str]]:
    return {
        name: modules
        for name, modules in sorted(code.classes.items())
        if len(modules) > 1 and not name.startswith("_")
    }


def main() -> None:
    """Print the table, then the names behind the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.shape", description=__doc__)
    parser.add_argument("package", nargs="?", default="quiz", type=Path)
    package = parser.parse_args().package.resolve()
    code = measure(package)
    for name, figure, goal, met in table(code, package.name):
        state = "" if met is None else "met" if met else "missed"
        print(f"{name:<44}{figure:>16}   {goal:<22}{state}".rstrip())
    longest = max((chain(code, name) for name in code.bases), key=len, default=[])
    print("\nDeepest chain:", " > ".join(name.rpartition(".")[2] for name in longest))
    _list("In -ing", sorted(name for name in code.lines if name.endswith("ing")))
    _list("Private functions called once", code.small)
    _list("Circles", [" ↔ ".join(group) for group in circles(code.imports)])
    _list("Class names", [f"{name}: {', '.join(where)}" for name, where in _doubled(code).items()])


def _list(title: str, lines: Sequence[str]) -> None:
    if lines:
        print(f"\n{title}:", *lines, sep="\n  ")


if __name__ == "__main__":
    main()
