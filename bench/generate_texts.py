"""Writes texts of any size, in our own words with invented figures, to read and to stumble over.

    python generate_texts.py KIND MEGABYTES > FILE

    articles    JSON Lines, an article of some thirty sentences a line
    text        one text, a paragraph every few sentences
    line        the same without a line break
    word        one word
    numbers     one line of numbers
    marks       sentences with marks of the direction of writing inside words and numbers
    zalgo       sentences with up to eight marks above and below each letter
    nested      HTML, tags inside tags
    surrogates  JSON Lines with halves of surrogate pairs
    junk        bytes of noise
    zeros       bytes of zero and text by turns

The same kind and size give the same bytes.
"""

import itertools
import json
import random
import sys

PEOPLES = ["Venezuelans", "Cubans", "Haitians", "people from Honduras", "people from El Salvador", "Guatemalans", "Nicaraguans"]
WHERE = ["at the southwest border", "nationwide", "between ports of entry", "at the northern border"]
MONTHS = ["January", "April", "June", "September", "November"]
SENTENCES = [
    "Encounters of {people} {where} rose from {a:,} in fiscal {year} to {b:,} a year later.",
    "About {a:,} {people} were encountered {where} in {month} {year}, {percent} per cent more than in the month before.",
    "The number fell by {percent}.{digit} percent, to {b:,}, the lowest since {month} {year}.",
    "Companies have pledged more than ${digit}.{percent} billion since {month} {year}, of which a third was spent.",
    "She said that nobody she knew had left the village since the road was opened.",
    "Between {percent} and {more} homicides per 100,000 people were recorded in the region last year.",
    "Honduras was the second largest source of encounters in {year}, after Mexico with {a:,}.",
    "The mayor spoke for an hour about water, and then it rained.",
]


def sentences(seed=1):
    """Sentences without end."""
    chance = random.Random(seed)
    while True:
        yield chance.choice(SENTENCES).format(
            people=chance.choice(PEOPLES),
            where=chance.choice(WHERE),
            month=chance.choice(MONTHS),
            year=chance.randint(2015, 2024),
            a=chance.randint(900, 900_000),
            b=chance.randint(900, 900_000),
            percent=chance.randint(2, 60),
            more=chance.randint(61, 90),
            digit=chance.randint(1, 9),
        )


def articles():
    for number in itertools.count(1):
        written = sentences(number)
        paragraphs = [" ".join(itertools.islice(written, 3)) for _ in range(10)]
        text = "\n\n".join(paragraphs)
        yield json.dumps({"name": f"article {number}", "published": "2024-02-05", "text": text}) + "\n"


def text():
    written = sentences()
    while True:
        yield " ".join(itertools.islice(written, 4)) + "\n\n"


def line():
    for sentence in sentences():
        yield sentence + " "


def word():
    yield "Encounters: "
    yield from itertools.repeat("migrants" * 1024)


def numbers():
    chance = random.Random(1)
    while True:
        yield f"{chance.randint(0, 10**chance.randint(1, 9))} "


def marks():
    for sentence in sentences():
        for letter in sentence:
            yield letter + ("\u202b" if letter in "aeiou" else "\u200f" if letter.isdigit() else "")
        yield "\u202c\n"


def zalgo():
    chance = random.Random(1)
    for sentence in sentences():
        for letter in sentence:
            yield letter + "".join(chr(chance.randint(0x300, 0x36F)) for _ in range(chance.randint(0, 8)))
        yield " "


def nested():
    yield "<!doctype html><html><body><article>"
    for depth, sentence in enumerate(sentences()):
        yield f"<{('div', 'b', 'blockquote', 'ul><li', 'table><tr><td')[depth % 5]}>" * 20 + f"<p>{sentence}"


def surrogates():
    for number, sentence in enumerate(sentences()):
        yield '{"text": "%s \\ud83d and \\udc00\\ud800 %s"}\n' % (sentence, number)


def junk():
    chance = random.Random(1)
    while True:
        yield chance.randbytes(1 << 16)


def zeros():
    for sentence in sentences():
        yield bytes(100) + sentence.encode()


KINDS = {f.__name__: f for f in (articles, text, line, word, numbers, marks, zalgo, nested, surrogates, junk, zeros)}


def write(kind, megabytes, out):
    """Writes at least so many megabytes of a kind, up to the end of a line where it has lines."""
    left = int(float(megabytes) * 1_000_000)
    for part in KINDS[kind]():
        out.write(part if isinstance(part, bytes) else part.encode())
        left -= len(part)
        if left <= 0:
            return


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in KINDS:
        raise SystemExit(__doc__)
    write(sys.argv[1], sys.argv[2], sys.stdout.buffer)
