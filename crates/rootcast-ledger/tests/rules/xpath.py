"""Answers of libxml2 to XPath expressions: reads one JSON object a line, {document, expression}, writes one a line.

A node is written as its place among all nodes of its document in document order, attributes after their element.
"""

import json
import sys
from lxml import etree


def places(root):
    """The place of every element, and of every attribute, text, comment and instruction by what tells it apart."""
    return {element: place for place, element in enumerate(root.iter())}


def answer(document, expression):
    root = etree.fromstring(document.encode())
    tree = root.getroottree()
    try:
        value = tree.xpath(expression)
    except etree.XPathError as error:
        return {"error": str(error)}
    if isinstance(value, bool):
        return {"boolean": value}
    if isinstance(value, float):
        return {"number": repr(value)}
    if isinstance(value, str):
        return {"text": str(value)}
    known = places(root)
    out = []
    for node in value:
        if isinstance(node, etree._ElementUnicodeResult):
            if node.is_attribute:
                out.append(f"{known[node.getparent()]} @{node.attrname}={node}")
            else:
                out.append(f"text={node}")
        elif isinstance(node, tuple):
            return {"error": "namespace"}
        else:
            out.append(f"{known[node]}")
    return {"nodes": out}


for line in sys.stdin:
    question = json.loads(line)
    print(json.dumps(answer(question["document"], question["expression"])), flush=False)
