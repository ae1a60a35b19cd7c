"""Writes a valid IATI 2.03 file of invented activities.

    python generate_iati.py MEGABYTES FILE [SEED]

The same numbers give the same bytes. Activities differ in size: a few transactions or some hundreds, texts in several
languages and scripts, all thirteen types of transaction, several currencies, percentages that sum to a hundred, results
with indicators, baselines and periods, locations, documents, elements of another namespace, comments, and references.
"""

import random
import sys

WORDS = (
    "agreement agriculture annual assessment bank border capital children clinic coffee committee communities credit "
    "development district drought education employment energy equipment evaluation exports families farmers finance "
    "fund governance guarantee harvest health housing income infrastructure institutions investment irrigation jobs "
    "justice labour legal loans local maintenance market migration ministry monitoring municipal nutrition partners "
    "pilot plan plant policy ports private programme prosperity protection public region registered report resilience "
    "roads rural sanitation schools security services small-scale social sourcing studies support taxes teachers textile "
    "tourism trade training transport unions violence water women workers young"
).split()
OTHERS = {
    "es": "desarrollo económico, educación y niñez, inversión pública, región del golfo, pequeños caficultores, año".split(),
    "fr": "développement économique, éducation, santé, région, forêt, coopération décentralisée, élèves, théâtre".split(),
    "ru": "развитие, образование, здоровье, вода, занятость, регион, отчёт, сельское хозяйство".split(),
    "zh": "发展 教育 卫生 就业 农村 投资 地区 报告".split(),
}
MARKS = ["", "", "", "", " &amp; others", " &lt;2 ha", " (&quot;phase II&quot;)", " &#8211; revised", " — renewed"]
CURRENCIES = ["USD", "USD", "USD", "EUR", "GBP", "CAD", "JPY", "MXN", "CHF"]
COUNTRIES = ["GT", "HN", "SV", "MX", "NI", "CR"]
SECTORS = ["11220", "12220", "13020", "14030", "15130", "16020", "21020", "23210", "24030", "31120", "32130", "43040"]
LANGUAGES = ["es", "fr", "ru", "zh"]
STATUSES = ["1", "2", "3", "4"]
NAMES = ["Ministry of Labour", "Rural Credit Union", "Harbour Authority", "Institute of Nutrition", "Coffee Growers", "City of Roses"]


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.texts = [self.text(n) for n in (3, 4, 6, 9, 12, 20, 35, 60) for _ in range(60)]
        self.short = self.texts[:180]
        self.other = {lang: [" ".join(self.random.choices(words, k=k)) for k in (3, 6, 12) for _ in range(15)] for lang, words in OTHERS.items()}

    def text(self, words):
        chosen = self.random.choices(WORDS, k=words)
        return " ".join(chosen).capitalize() + self.random.choice(MARKS) + "."

    def narrative(self, indent, short=True):
        r = self.random.random
        text = self.random.choice(self.short if short else self.texts)
        out = f"{indent}<narrative>{text}</narrative>\n"
        if r() < 0.15:
            language = self.random.choice(LANGUAGES)
            out += f'{indent}<narrative xml:lang="{language}">{self.random.choice(self.other[language])}</narrative>\n'
        return out

    def wrapped(self, name, indent, attributes="", short=True):
        return f"{indent}<{name}{attributes}>\n{self.narrative(indent + '  ', short)}{indent}</{name}>\n"

    def day(self, year):
        # Not beyond the 28th, so that every month has it.
        return f"{year}-{self.random.randint(1, 12):02}-{self.random.randint(1, 28):02}"

    def amount(self):
        value = self.random.lognormvariate(11, 2)
        return f"{value:.2f}" if self.random.random() < 0.5 else f"{value:.0f}"

    def shares(self, count):
        cuts = sorted(self.random.sample(range(1, 1000), count - 1))
        tenths = [b - a for a, b in zip([0, *cuts], [*cuts, 1000])]
        return [f"{t / 10:g}" for t in tenths]

    def value(self, indent, year, currency=None):
        named = f' currency="{currency or self.random.choice(CURRENCIES)}"' if self.random.random() < 0.5 else ""
        return f'{indent}<value{named} value-date="{self.day(year)}">{self.amount()}</value>\n'

    def organisation(self, name, indent, attributes=""):
        ref = f"XM-DAC-{self.random.randint(1, 99)}-{self.random.randint(1, 9)}"
        who = self.random.choice(NAMES)
        return f'{indent}<{name} ref="{ref}"{attributes} type="{self.random.choice(("10", "21", "40", "70"))}">\n{indent}  <narrative>{who}</narrative>\n{indent}</{name}>\n'

    def transaction(self, number, first, years):
        kind = self.random.randint(1, 13)
        year = first + self.random.randrange(years)
        parts = [f'    <transaction ref="T-{number}">\n      <transaction-type code="{kind}"/>\n      <transaction-date iso-date="{self.day(year)}"/>\n']
        parts.append(self.value("      ", year))
        if self.random.random() < 0.6:
            parts.append(self.wrapped("description", "      "))
        if self.random.random() < 0.7:
            parts.append(self.organisation("provider-org", "      "))
            parts.append(self.organisation("receiver-org", "      "))
        if self.random.random() < 0.3:
            parts.append('      <flow-type code="10"/>\n      <finance-type code="110"/>\n      <aid-type code="C01"/>\n      <tied-status code="5"/>\n')
        parts.append("    </transaction>\n")
        return "".join(parts)

    def budget(self, year):
        return (
            f'    <budget type="1" status="{self.random.choice("12")}">\n      <period-start iso-date="{year}-01-01"/>\n'
            f'      <period-end iso-date="{year}-12-31"/>\n{self.value("      ", year)}    </budget>\n'
        )

    def planned(self, year):
        return (
            f'    <planned-disbursement type="1">\n      <period-start iso-date="{year}-04-01"/>\n      <period-end iso-date="{year}-06-30"/>\n'
            f'{self.value("      ", year)}{self.organisation("provider-org", "      ")}    </planned-disbursement>\n'
        )

    def result(self, first):
        parts = [f'    <result type="{self.random.choice("123")}" aggregation-status="0">\n', self.wrapped("title", "      ")]
        for _ in range(self.random.randint(1, 3)):
            parts.append(f'      <indicator measure="1" ascending="1">\n{self.wrapped("title", "        ")}{self.wrapped("description", "        ", short=False)}')
            parts.append(f'        <baseline year="{first}" iso-date="{first}-01-01" value="{self.random.randint(0, 500)}"/>\n')
            for year in range(first, first + self.random.randint(1, 3)):
                goal = self.random.randint(100, 90000)
                parts.append(f'        <period>\n          <period-start iso-date="{year}-01-01"/>\n          <period-end iso-date="{year}-12-31"/>\n          <target value="{goal}"/>\n')
                if self.random.random() < 0.7:
                    parts.append(f'          <actual value="{goal * self.random.randint(20, 130) // 100}">\n            <dimension name="sex" value="female"/>\n          </actual>\n')
                parts.append("        </period>\n")
            parts.append("      </indicator>\n")
        parts.append("    </result>\n")
        return "".join(parts)

    def location(self):
        latitude, longitude = 12 + self.random.random() * 5, -92 + self.random.random() * 8
        return (
            f'    <location ref="L{self.random.randint(1, 999)}">\n{self.wrapped("name", "      ")}      <point srsName="http://www.opengis.net/def/crs/EPSG/0/4326">\n'
            f"        <pos>{latitude:.6f} {longitude:.6f}</pos>\n      </point>\n      <exactness code=\"1\"/>\n    </location>\n"
        )

    def activity(self, number):
        choice, chance, count = self.random.choice, self.random.random, self.random.randint
        first, years = count(2012, 2020), count(2, 4)
        currency = choice(CURRENCIES)
        extension = chance() < 0.1
        mark = f' x:batch="{number % 97}"' if extension else ""
        parts = [
            f'  <iati-activity xml:lang="en" default-currency="{currency}" last-updated-datetime="{self.day(2024)}T12:00:00Z" hierarchy="1"{mark}>\n'
            f"    <iati-identifier>XM-DAC-999-{number:09}</iati-identifier>\n"
            '    <reporting-org ref="XM-DAC-999" type="10">\n      <narrative>Invented Agency</narrative>\n    </reporting-org>\n',
            self.wrapped("title", "    "),
            self.wrapped("description", "    ", ' type="1"', False),
        ]
        if chance() < 0.5:
            parts.append(self.wrapped("description", "    ", ' type="2"', False))
        if chance() < 0.03:
            parts.append("    <description type=\"3\">\n      <narrative><![CDATA[Households with < 2 ha & no title]]></narrative>\n    </description>\n")
        for role in "1234"[: count(1, 4)]:
            parts.append(self.organisation("participating-org", "    ", f' role="{role}"'))
        parts.append(f'    <activity-status code="{choice(STATUSES)}"/>\n    <activity-date iso-date="{first}-01-15" type="1"/>\n    <activity-date iso-date="{first}-02-01" type="2"/>\n    <activity-date iso-date="{first + years}-12-31" type="3"/>\n')
        if chance() < 0.3:
            parts.append(f"    <!-- {choice(WORDS)} {choice(WORDS)} -->\n    <contact-info type=\"1\">\n{self.wrapped('organisation', '      ')}      <telephone>+000 {count(100000, 999999)}</telephone>\n      <email>office{count(1, 99)}@example.org</email>\n    </contact-info>\n")
        countries = self.random.sample(COUNTRIES, count(1, 4))
        for code, share in zip(countries, self.shares(len(countries))):
            parts.append(f'    <recipient-country code="{code}" percentage="{share}"/>\n')
        parts.extend(self.location() for _ in range(count(0, 2)))
        sectors = self.random.sample(SECTORS, count(1, 5))
        for code, share in zip(sectors, self.shares(len(sectors))):
            parts.append(f'    <sector vocabulary="1" code="{code}" percentage="{share}"/>\n')
        if chance() < 0.4:
            parts.append('    <policy-marker vocabulary="1" code="1" significance="1"/>\n')
        parts.append('    <collaboration-type code="1"/>\n    <default-flow-type code="10"/>\n    <default-finance-type code="110"/>\n    <default-aid-type code="C01"/>\n    <default-tied-status code="5"/>\n')
        parts.extend(self.budget(year) for year in range(first, first + years))
        parts.extend(self.planned(year) for year in range(first, first + years) if chance() < 0.4)
        transactions = count(2, 25) if chance() < 0.98 else count(200, 600)
        parts.extend(self.transaction(f"{number}-{i}", first, years) for i in range(transactions))
        for _ in range(count(0, 2)):
            parts.append(
                f'    <document-link format="application/pdf" url="https://example.org/documents/{number}?part={count(1, 9)}&amp;lang=en">\n{self.wrapped("title", "      ")}      <category code="A02"/>\n      <language code="en"/>\n    </document-link>\n'
            )
        if number > 0 and chance() < 0.3:
            parts.append(f'    <related-activity ref="XM-DAC-999-{count(0, number - 1):09}" type="3"/>\n')
        parts.extend(self.result(first) for _ in range(count(0, 3)))
        if extension:
            parts.append(f'    <x:review x:by="{choice(NAMES)}" grade="{choice("ABC")}">\n      <x:note>{choice(self.texts)}</x:note>\n    </x:review>\n')
        parts.append("  </iati-activity>\n")
        return "".join(parts)


def write(size, file, seed=1):
    """About `size` bytes, ended by the activity that reaches them."""
    maker = Maker(seed)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<!-- Invented activities for measurements. -->\n<iati-activities version="2.03" generated-datetime="2024-12-01T00:00:00Z" xmlns:x="urn:example:extension">\n'
    tail = "</iati-activities>\n"
    written = file.write(head.encode())
    number = 0
    while written < size - len(tail):
        if number % 500 == 499:
            written += file.write(f"  <!-- {number + 1} activities -->\n".encode())
        written += file.write(maker.activity(number).encode())
        number += 1
    file.write(tail.encode())
    return number


if __name__ == "__main__":
    with open(sys.argv[2], "wb") as out:
        print(write(int(float(sys.argv[1]) * 1_000_000), out, *map(int, sys.argv[3:])), "activities")
