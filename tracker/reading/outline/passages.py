"""Addresses of the outline, and the passages of a document in order."""

from __future__ import annotations

from ..proposed import OutlineNode, ProposedItem, ProposedPassage
from ..tables.reader import Row
from .drafts import Draft
from .tree import Node


def number_nodes(root: Node, *, within: str = "") -> None:
    """Gives every node its address (四/(二)); a label that comes again under the same parent gets #2. `within`: the
    address of the root."""
    root.address = within
    for node in [root, *root.walk()]:
        seen: dict[str, int] = {}
        plain = 0
        for child in node.children:
            if child.tail:
                continue
            if child.label and child.label.kind != "bullet":
                key = child.label.key
            else:
                plain += 1
                key = f"标题{plain}" if child.label is None else f"点{plain}"
            seen[key] = seen.get(key, 0) + 1
            key += f"#{seen[key]}" if seen[key] > 1 else ""
            child.address = f"{node.address}/{key}" if node.address else key


def outline_nodes(root: Node) -> list[OutlineNode]:
    """The tree as a flat list, unnumbered paragraphs left out."""
    out = []
    for node in root.walk():
        if node.tail:
            continue
        parent = "".join(n.label.text if n.label else n.title for n in _ancestors(node)) or None
        label = node.label.text if node.label else ""
        place = node.paragraph.place if node.paragraph else ""
        out.append(
            OutlineNode(
                node.depth,
                label,
                node.title or node.heading[len(label) :],
                parent,
                node.address,
                place,
                node.role,
                bool(node.body),
            )
        )
    return out


def _ancestors(node: Node) -> list[Node]:
    chain: list[Node] = []
    while node.parent is not None and node.parent.parent is not None:
        node = node.parent
        chain.insert(0, node)
    return chain


class Passages:
    """Collects passages with their position, then numbers them."""

    def __init__(self) -> None:
        self._found: list[tuple[tuple, ProposedPassage, tuple | None]] = []
        self._orders: dict[tuple, int] = {}  # position -> number of the passage there
        self._items: list[tuple[tuple, ProposedItem]] = []

    def add_outline(self, root: Node, roles: dict[int, str], *, within: str = "") -> None:
        for paragraph in root.body:
            role = roles.get(paragraph.number, "preamble")
            self._add(
                (paragraph.number, -1),
                "paragraph",
                f"{within}段{paragraph.number}",
                paragraph.text,
                place=paragraph.place,
                role=role,
                written=paragraph.written,
            )
        for node in root.walk():
            self._node(node)

    def _node(self, node: Node) -> None:
        up = (node.parent.line, -1) if node.parent and node.parent.parent else None
        place = node.paragraph.place if node.paragraph else ""
        if node.tail:
            self._add((node.line, -1), "paragraph", f"段{node.line}", node.title, place=place, role=node.tail)
            return
        kind = "paragraph" if node.inline_body or not node.title else "heading"
        label = node.label.text if node.label else ""
        self._add(
            (node.line, -1),
            kind,
            node.address,
            node.line_of_label.text,
            up,
            label=label,
            level=node.depth,
            place=place,
            role=node.role,
            written=node.line_of_label.written,
        )
        for index, paragraph in enumerate(node.body, 1):
            if node.inline_body and index == 1:
                continue
            address = f"{node.address}/段{index}"
            self._add(
                (paragraph.number, -1),
                "paragraph",
                address,
                paragraph.text,
                (node.line, -1),
                level=node.depth + 1,
                place=paragraph.place,
                role=node.role,
                written=paragraph.written,
            )

    def add_draft(self, draft: Draft, item: ProposedItem) -> None:
        position = (draft.number, -1)
        if draft.piece:
            position = (draft.number, draft.offset)
            role = draft.node.role if draft.node else ""
            level = draft.node.depth + 1 if draft.node else 1
            self._add(
                position,
                "sentence",
                draft.address,
                draft.text,
                (draft.number, -1),
                level=level,
                place=draft.place,
                role=role,
            )
        self._items.append((position, item))

    def add_rows(self, number: int, rows: list[Row], address: str, place: str) -> None:
        for index, row in enumerate(rows):
            where = f"{address}/行{row.number}"
            self._add(
                (number, index),
                row.kind,
                where,
                row.text,
                None,
                label=row.label,
                level=row.level,
                place=f"{place}第{row.number}行",
                role="list",
            )
            for item in filter(None, (row.problem, row.item, *row.more)):
                item.address = where
                self._items.append(((number, index), item))

    def _add(
        self,
        position: tuple,
        kind: str,
        address: str,
        text: str,
        parent: tuple | None = None,
        *,
        label: str = "",
        level: int = 0,
        place: str = "",
        role: str = "",
        written: str = "",
    ) -> None:
        written = "" if written.strip() == text.strip() else written
        made = ProposedPassage(0, kind, address, text, label, level, None, role, place, written)
        self._found.append((position, made, parent))

    def numbered(self) -> tuple[list[ProposedPassage], list[ProposedItem]]:
        """Passages numbered from 1 in document order, and items in the same order, each tied to its passage."""
        self._found.sort(key=lambda f: f[0])
        orders = self._orders
        for order, (position, passage, _) in enumerate(self._found, start=1):
            passage.order = order
            orders.setdefault(position, order)
        for _, passage, parent in self._found:
            passage.parent = orders.get(parent) if parent else None
        self._items.sort(key=lambda pair: pair[0])
        for position, item in self._items:
            item.passage = orders.get(position)
        return [p for _, p, _ in self._found], [item for _, item in self._items]

    def order_of(self, number: int) -> int | None:
        """The number of the passage that a paragraph became, once all are settled."""
        return self._orders.get((number, -1))
