# The standard's schemas in libxml2, for the tests of Rootcast's own table of them.
#
#   oracle.py unpack ARCHIVE FOLDER     unpacks the schemas and their tests
#   oracle.py facts FOLDER              prints what the schemas say, one fact a line
#   oracle.py judge FOLDER              reads files from standard input, each after a line `KIND LENGTH`, and prints for
#                                       each `yes`, `no: REASON` or `malformed`
import sys
import tarfile

from lxml import etree

XSD = "{http://www.w3.org/2001/XMLSchema}"
NAMES = {"activities": "iati-activities-schema.xsd", "organisations": "iati-organisations-schema.xsd"}


def folder_of(root):
    import pathlib

    return next(pathlib.Path(root).rglob("iati-common.xsd")).parent


def unpack(archive, folder):
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    print(folder_of(folder))


def parts(element):
    return [c for c in element if isinstance(c.tag, str) and c.tag != XSD + "annotation"]


class Schema:
    def __init__(self, folder, kind):
        self.named = {}
        for file in ("iati-common.xsd", NAMES[kind]):
            for item in parts(etree.parse(str(folder / file)).getroot()):
                if item.tag in (XSD + "include", XSD + "import"):
                    continue
                self.named[item.tag[len(XSD):], item.get("name")] = item

    def attribute(self, item):
        ref = item.get("ref")
        if ref == "xml:lang":
            return f"@xml:lang xml:lang {item.get('use', 'optional')}"
        declared = self.named["attribute", ref] if ref else item
        assert declared.get("type"), etree.tostring(declared)
        return f"@{declared.get('name')} {declared.get('type')[4:]} {item.get('use', 'optional')}"

    def content(self, kind, facts, children):
        for item in parts(kind):
            tag = item.tag[len(XSD):]
            if tag == "attribute":
                facts.append(self.attribute(item))
            elif tag == "anyAttribute":
                assert (item.get("namespace"), item.get("processContents")) == ("##other", "lax")
                facts.append("attributes of others")
            elif tag == "sequence":
                assert (item.get("minOccurs", "1"), item.get("maxOccurs", "1")) == ("1", "1")
                children.extend(parts(item))
            elif tag in ("simpleContent", "complexContent"):
                (extension,) = parts(item)
                assert extension.tag == XSD + "extension"
                base = extension.get("base")
                if base.startswith("xsd:"):
                    facts.append(f"text {base[4:]}")
                else:
                    self.content(self.named["complexType", base], facts, children)
                self.content(extension, facts, children)
            else:
                raise ValueError(tag)

    def describe(self, path, item, out):
        """All facts on the element `item` found at `path`, and on what is below it."""
        kind, below = item.get("type"), parts(item)
        if kind and kind.startswith("xsd:"):
            out.append(f"{path} text {kind[4:]}")
            return
        if not kind and not below:
            out.append(f"{path} anything")
            return
        definition = self.named["complexType", kind] if kind else below[0]
        assert definition.tag == XSD + "complexType" and not definition.get("mixed")
        facts, children = [], []
        self.content(definition, facts, children)
        if kind:
            facts.append(f"type {kind}")
        if not any(f.startswith("text ") for f in facts):
            facts.append("elements")
        out.extend(sorted(f"{path} {fact}" for fact in set(facts)))
        for place, child in enumerate(children, 1):
            bounds = f"{child.get('minOccurs', '1')}..{child.get('maxOccurs', '1')}"
            if child.tag == XSD + "any":
                assert (child.get("namespace"), child.get("processContents")) == ("##other", "lax")
                out.append(f"{path} child {place} of others {bounds}")
                continue
            ref = child.get("ref")
            name = ref or child.get("name")
            out.append(f"{path} child {place} {name} {bounds}{' global' if ref else ''}")
            if not ref:
                self.describe(f"{path}/{name}", child, out)

    def facts(self, kind):
        out = []
        for (tag, name), item in sorted(self.named.items()):
            if tag == "element":
                self.describe(f"{kind} {name}", item, out)
            elif tag == "attribute":
                out.append(f"{kind} @{name} {item.get('type')[4:]}")
            else:
                assert tag == "complexType"
                base = [e.get("base") for e in item.iter(XSD + "extension") if not e.get("base").startswith("xsd:")]
                out.append(f"{kind} type {name}{' on ' + base[0] if base else ''}")
                carrier = etree.Element(XSD + "element", name=name, type=name)
                self.describe(f"{kind} type:{name}", carrier, out)
        return out


def facts(folder):
    for kind in NAMES:
        print("\n".join(Schema(folder_of(folder), kind).facts(kind)))


def judge(folder):
    folder = folder_of(folder)
    schemas = {kind: etree.XMLSchema(etree.parse(str(folder / name))) for kind, name in NAMES.items()}
    source = sys.stdin.buffer
    while line := source.readline():
        kind, length = line.split()
        text = source.read(int(length))
        try:
            document = etree.fromstring(text).getroottree()
        except etree.XMLSyntaxError:
            print("malformed")
            continue
        schema = schemas[kind.decode()]
        if schema.validate(document):
            print("yes")
        else:
            print("no:", str(schema.error_log[0].message).replace("\n", " "))


if __name__ == "__main__":
    {"unpack": unpack, "facts": facts, "judge": judge}[sys.argv[1]](*sys.argv[2:])
