# Compares XML files through lxml, for the tests of what Rootcast writes.
#
#   compare.py                reads lines `MODE A B` (with tabs between) from standard input and prints one line for each:
#                             `same`, or what differs
#
# whole:   the root elements of A and B, canonically, white space and comments included
# records: everything directly below the roots, one by one, and what stands around them; white space between is ignored
# valid:   B is valid by the schema A
import sys

from lxml import etree


def canonical(node):
    # libxml2 has no canonical form of a comment by itself.
    if not isinstance(node.tag, str):
        return etree.tostring(node, with_tail=False)
    return etree.tostring(node, method="c14n", with_comments=True, with_tail=False)


def around(node, backwards):
    siblings = node.itersiblings(preceding=backwards)
    return [etree.tostring(s, with_tail=False) for s in siblings]


def texts(root):
    return [(t or "").strip() for t in [root.text] + [c.tail for c in root]]


def records(a, b):
    for what, x, y in [
        ("the root element", (a.tag, dict(a.attrib), a.nsmap), (b.tag, dict(b.attrib), b.nsmap)),
        ("what is before the root", around(a, True), around(b, True)),
        ("what is after the root", around(a, False), around(b, False)),
        ("the number of records", len(a), len(b)),
        ("text between records", [t for t in texts(a) if t], [t for t in texts(b) if t]),
    ]:
        if x != y:
            return f"{what}: {x!r} {y!r}"
    for n, (x, y) in enumerate(zip(a, b), 1):
        if canonical(x) != canonical(y):
            return f"record {n}: {canonical(x)[:2000]!r} {canonical(y)[:2000]!r}"
    return "same"


for line in sys.stdin:
    mode, first, second = line.rstrip("\n").split("\t")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    if mode == "valid":
        schema = etree.XMLSchema(etree.parse(first))
        ok = schema.validate(etree.parse(second, parser))
        print("same" if ok else " ".join(str(e) for e in schema.error_log))
        continue
    a, b = (etree.parse(f, parser).getroot() for f in (first, second))
    if mode == "records":
        print(records(a, b).replace("\n", " "))
    else:
        print("same" if canonical(a) == canonical(b) else "the canonical texts differ")
