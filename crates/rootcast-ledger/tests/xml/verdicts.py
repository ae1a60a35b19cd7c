"""Writes XML files into a folder, and prints what libxml2 says of each: `name<TAB>ok` or `name<TAB>reason`.

    python verdicts.py IATI_FOLDER OUT MUTATIONS

The files are those of the standard's archives, and mutations of them: bytes and tags removed, doubled and exchanged,
references and encodings changed. The same files and number give the same mutations.
"""

import io
import pathlib
import random
import re
import sys
import tarfile

from lxml import etree

BYTES = [b"<", b">", b"&", b'"', b"'", b"=", b"/", b"!", b"-", b"?", b":", b"]", b";", b"#", b" ", b"\n", b"\r", b"\t",
         b"\0", b"\x01", b"\x7f", b"\x80", b"\xc3", b"\xef\xbf\xbe", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", "é".encode(), "\u2028".encode()]
PIECES = [b"<!--", b"-->", b"--", b"<![CDATA[", b"]]>", b"<?", b"?>", b"<?xml version='1.0'?>", b"<a>", b"</a>", b"<a/>", b"<a:b/>",
          b"<!DOCTYPE a>", b"<!DOCTYPE a SYSTEM 'a.dtd'>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b" a='1'", b" a:b='1'", b" xml:a='1'",
          b" xmlns='urn:x'", b" xmlns:a='urn:x'", b" xmlns:a=''", b" xmlns:xml='x'", b" xmlns:a='a b'", b" xmlns:a='%zz'", b" xmlns='http://a:b/'", b" a='<'", b" a=1",
          b" a='1' a='2'", b" xmlns:p='u' xmlns:q='u' p:x='1' q:x='1'", b"&amp;", b"&lt", b"&nope;", b"&#0;", b"&#xD800;", b"&#x10FFFF;",
          b"&#65;", b"&#x;", b"&a:b;", b"text"]
REFERENCES = [b"&amp;", b"&lt;", b"&gt;", b"&quot;", b"&apos;", b"&am;", b"&", b"&amp", b"&#38;", b"&#x26;", b"&#X26;", b"&copy;"]
ENCODINGS = ["UTF-8", "utf8", "UTF-16", "ISO-8859-1", "windows-1252", "US-ASCII", "ascii", "nonsense", "", "latin1", "UTF-16LE"]


def mutate(text, random):
    kind = random.randrange(13)
    at = random.randrange(len(text) + 1)
    tags = [m.span() for m in re.finditer(rb"<[^<>]*>", text)] or [(0, len(text))]
    start, end = random.choice(tags)
    if kind == 0:
        return text[:at] + text[at + random.randint(1, 3):]
    if kind == 1:
        return text[:at] + text[at:at + random.randint(1, 8)] * 2 + text[at + 8:]
    if kind == 2:
        return text[:at] + random.choice(BYTES) + text[at + random.randint(0, 1):]
    if kind == 3:
        return text[:at] + random.choice(PIECES) + text[at:]
    if kind == 4:
        return text[:start] + text[end:]
    if kind == 5:
        return text[:end] + text[start:end] + text[end:]
    if kind == 6:
        other = random.choice(tags)
        (a, b), (c, d) = sorted([(start, end), other])
        return text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:] if b <= c else text
    if kind == 7:
        inside = random.randint(start, end)
        return text[:inside] + random.choice(BYTES + PIECES) + text[inside:]
    if kind == 8:
        places = [m.span() for m in re.finditer(rb"&[a-z#0-9]*;", text)] or [(at, at)]
        start, end = random.choice(places)
        return text[:start] + random.choice(REFERENCES) + text[end:]
    if kind == 9:
        label = random.choice(ENCODINGS)
        body = re.sub(rb"^<\?xml[^>]*\?>\s*", b"", text)
        declared = f"<?xml version='1.0' encoding='{label}'?>\n".encode() + body
        try:
            declared = declared.decode().encode(random.choice(["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252", "utf-16-be"]))
        except UnicodeError:
            pass
        return declared
    if kind == 10:
        return text[:at]
    if kind == 11:
        # One more attribute.
        tags = [m.end() for m in re.finditer(rb"<[a-z][^<>]*(?=/?>)", text)] or [at]
        place = random.choice(tags)
        return text[:place] + random.choice([p for p in PIECES if p.startswith(b" ")]) + text[place:]
    # Inside an end tag, or just behind its name.
    ends = [m.span() for m in re.finditer(rb"</[^<>]*>", text)] or [(at, at)]
    start, end = random.choice(ends)
    return text[:end - 1] + random.choice([b" ", b"\n", b"x", b"/", b" a='1'"]) + text[end - 1:]


def verdict(text):
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        etree.parse(io.BytesIO(text), parser)
    except etree.XMLSyntaxError as error:
        return str(error).replace("\n", " ").replace("\t", " ") or "?"
    return "ok"


def sources(folder):
    for path in sorted(folder.iterdir()):
        if path.suffix == ".xml":
            yield path.read_bytes()
        elif path.suffixes[-2:] == [".tar", ".gz"]:
            with tarfile.open(path) as archive:
                for member in sorted(archive.getmembers(), key=lambda m: m.name):
                    if member.isfile() and member.name.endswith((".xml", ".xsd")):
                        yield archive.extractfile(member).read()


def main(folder, out, count):
    out = pathlib.Path(out)
    files = list(sources(pathlib.Path(folder)))
    seeded = random.Random(3)
    small = [f for f in files if 0 < len(f) < 60_000]
    mutants = []
    for _ in range(count):
        text = seeded.choice(small)
        for _ in range(seeded.choice((1, 1, 1, 2))):
            text = mutate(text, seeded) or b" "
        mutants.append(text)
    for number, text in enumerate(files + mutants):
        name = f"{'file' if number < len(files) else 'mutant'}-{number}.xml"
        (out / name).write_bytes(text)
        print(name, verdict(text), sep="\t")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
