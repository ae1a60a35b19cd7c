use jiff::civil::date;

use super::*;
use crate::{
    ledger::{Aim, Document, DocumentKind, Instrument, Known, Question, Stage, Tally},
    xml,
};

const RECORD: &str = r#"<iati-activity xml:lang="es" default-currency="EUR" last-updated-datetime="2023-05-02T23:30:00-06:00" hierarchy="1">
 <iati-identifier> XX-1-riego </iati-identifier>
 <reporting-org ref="XX-1" type="21"><narrative>Agencia Riego</narrative></reporting-org>
 <title><narrative>Riego</narrative><narrative xml:lang="en">Irrigation
   for farms</narrative></title>
 <description type="2"><narrative>Metas</narrative></description>
 <description type="1"><narrative>Canales para fincas.</narrative></description>
 <participating-org role="1" ref="YY-2"><narrative>Fondo &amp; Hijos</narrative></participating-org>
 <participating-org role="4"><narrative>Agencia Riego</narrative></participating-org>
 <other-identifier ref="riego" type="A1"/>
 <activity-status code="2"/>
 <activity-date iso-date="2022-01-15" type="2"/>
 <activity-date type="3" iso-date="2024-12-31Z"/>
 <recipient-country code="HN" percentage="50"/>
 <recipient-country code="GT" percentage="30"/>
 <location ref="here"><administrative vocabulary="A4" code="SV"/><point><pos>14.5 -88.25</pos></point></location>
 <location><point><pos>114.5 -88.25</pos></point></location>
 <sector code="31140" percentage="100"/>
 <sector vocabulary="2" code="311" percentage="60"/>
 <sector vocabulary="2" code="140"/>
 <policy-marker vocabulary="1" code="2" significance="1"/>
 <default-finance-type code="110"/>
 <default-aid-type vocabulary="2" code="1"/><default-aid-type code="C01"/>
 <budget type="2" status="2"><period-start iso-date="2022-01-01"/><period-end iso-date="2022-12-31"/><value value-date="2022-01-01">500</value></budget>
 <planned-disbursement><period-start iso-date="2022-01-01"/><value value-date="2022-01-01">700</value></planned-disbursement>
 <transaction ref="c1"><transaction-type code="2"/><transaction-date iso-date="2022-01-15"/><value value-date="2022-01-10">1000.10</value>
  <description><narrative>Firma</narrative></description><receiver-org ref="ZZ-3" receiver-activity-id="ZZ-3-9"/></transaction>
 <transaction ref="twice"><transaction-type code="3"/><transaction-date iso-date="2022-02-01"/><value value-date="2022-02-01">100.1</value></transaction>
 <transaction ref="twice"><transaction-type code="3"/><transaction-date iso-date="2022-03-01"/><value value-date="2022-03-01" currency="EUR">-0.3</value><finance-type code="421"/></transaction>
 <transaction><transaction-type code="3"/><transaction-date iso-date="2022-03-01"/><value value-date="2022-03-01" currency="USD">7</value></transaction>
 <transaction><transaction-type code="11"/><transaction-date iso-date="2022-01-01"/><value value-date="2022-01-01">900</value>
  <provider-org ref="YY-2"/></transaction>
 <transaction><transaction-type code="1"/><transaction-date iso-date="2022-01-02"/><value value-date="2022-01-02">800</value></transaction>
 <transaction><transaction-type code="6"/><transaction-date iso-date="2022-01-02"/><value value-date="2022-01-02">5</value></transaction>
 <transaction><transaction-type code="4"/><transaction-date iso-date="2022-01-02"/><value currency="euro" value-date="2022-01-02">5</value></transaction>
 <related-activity ref="XX-1" type="1"/><related-activity ref="XX-1-riego-2" type="2"/>
 <result type="1"><title><narrative>Fincas</narrative></title>
  <indicator measure="1" ascending="0"><title><narrative>fincas con riego</narrative></title>
   <reference vocabulary="99" code="jobs" indicator-uri="urn:rootcast:measure"/>
   <baseline year="2021" value="3"/>
   <period><period-start iso-date="2022-01-01"/><period-end iso-date="2022-12-31"/>
    <target value="40"/><actual value="38"/><actual value="20"><dimension name="sex" value="female"/><comment><narrative>mujeres</narrative></comment></actual><actual/></period>
  </indicator>
  <indicator measure="5"><title><narrative>opinión</narrative></title><period><actual value="7"/></period></indicator>
 </result>
 <result type="3"><title><narrative>Ingresos</narrative></title>
  <indicator measure="2"><title/><period><period-start iso-date="2022-01-01"/><period-end iso-date="2022-02-15"/><actual value="4.5"/></period></indicator>
 </result>
 <result type="9"><title><narrative>Otros</narrative></title><indicator measure="1"><title/><period><actual value="1"/></period></indicator></result>
</iati-activity>"#;

fn record() -> Reported {
    let tree = xml::parse(RECORD).unwrap();
    activity(&tree, tree.root().unwrap())
}

fn document() -> Document {
    Document {
        id: "file".to_owned(),
        title: "File".to_owned(),
        publisher: "Agencia Riego".to_owned(),
        kind: DocumentKind::Data,
        published: Some(date(2023, 6, 1)),
        precision: None,
        note: None,
        sha256: None,
    }
}

#[test]
fn a_record_is_read_as_its_publisher_wrote_it() {
    let r = record();
    assert_eq!(r.id, "XX-1-riego");
    assert_eq!(r.title.shown(), Some("Irrigation for farms"));
    assert_eq!(r.title.in_language("es"), Some("Riego"));
    assert_eq!(r.updated, Some(date(2023, 5, 2)));
    assert_eq!(
        r.dates,
        [
            ("2".to_owned(), Some(date(2022, 1, 15))),
            ("3".to_owned(), Some(date(2024, 12, 31)))
        ]
    );
    let percent: Vec<_> = r.recipients.shares.iter().map(|s| s.percent).collect();
    assert_eq!(percent, [Some(62.5), Some(37.5)]);
    assert!(
        r.recipients
            .says
            .as_deref()
            .is_some_and(|s| s.contains("rebased"))
    );
    assert_eq!(r.recipients.shares[0].stated.unwrap().to_string(), "50");
    assert_eq!(r.sectors.len(), 2);
    assert!(r.sectors[0].is_known() && !r.sectors[1].is_known());
    assert_eq!(r.locations[0].point, Some((14.5, -88.25)));
    assert_eq!(r.locations[1].point, None);
    assert_eq!(r.transactions[0].aid_type.as_deref(), Some("C01"));
    assert!(r.budgets[0].revised && r.budgets[0].committed);
    assert!(!r.planned[0].revised);
    assert_eq!(r.planned[0].value.amount.unwrap().to_string(), "700");
    let noun = r.noun();
    assert_eq!(noun.places, "GTM+HND");
    assert_eq!(noun.organisations, ["Fondo & Hijos", "Agencia Riego"]);
    assert_eq!(
        (noun.about.as_str(), noun.part_of.as_slice()),
        ("Canales para fincas.", &["XX-1".to_owned()][..])
    );
    let indicator = &r.results[0].indicators[0];
    assert!(!indicator.ascending && r.results[0].indicators[1].ascending);
    assert_eq!(indicator.baselines[0].measured.value.as_deref(), Some("3"));
    assert_eq!(indicator.periods[0].actuals.len(), 3);
}

#[test]
fn an_unreadable_currency_is_a_finding_and_in_no_figure() {
    let r = record();
    let codes: Vec<_> = r
        .findings
        .iter()
        .map(|f| (f.code.as_str(), f.path.as_str(), f.line))
        .collect();
    assert_eq!(
        codes,
        [(
            "unreadable-currency",
            "iati-activity/transaction[8]/value/@currency",
            35
        )]
    );
    let bare = RECORD.replace(" default-currency=\"EUR\"", "");
    let tree = xml::parse(&bare).unwrap();
    let r = activity(&tree, tree.root().unwrap());
    assert_eq!(
        r.findings.iter().filter(|f| f.code == "missing-currency").count(),
        7
    );
    let source = Source {
        document: "file",
        known: date(2023, 6, 1),
    };
    let stated: Vec<_> = r
        .statements(&source)
        .into_iter()
        .filter(|s| s.stage.measure().is_some())
        .map(|s| s.unit)
        .collect();
    assert_eq!(
        stated.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["EUR", "USD", "EUR", "USD"]
    );
}

#[test]
fn stages_and_sides_stay_apart() {
    let ledger = record().ledger(document(), date(2023, 6, 1));
    let money: Vec<String> = ledger
        .statements
        .values()
        .filter(|s| s.stage.measure().is_some())
        .map(|s| {
            format!(
                "{} {} {} {} {:?}→{:?} {}",
                s.id.strip_prefix("XX-1-riego/").unwrap(),
                s.stage.as_str(),
                s.figure,
                s.unit,
                s.provider.as_deref().unwrap_or("-"),
                s.receiver.as_deref().unwrap_or("-"),
                s.word.as_deref().unwrap_or("")
            )
        })
        .collect();
    assert_eq!(
        money,
        [
            "#total-commitment-EUR commitment exactly 1000.1 EUR \"XX-1\"→\"ZZ-3\" ",
            "#total-disbursement-EUR disbursement exactly 99.8 EUR \"XX-1\"→\"-\" ",
            "#total-disbursement-USD disbursement exactly 7 USD \"XX-1\"→\"-\" ",
            "#transaction-2 disbursement exactly 100.1 EUR \"XX-1\"→\"-\" ",
            "#transaction-3 disbursement exactly -0.3 EUR \"XX-1\"→\"-\" ",
            "#transaction-4 disbursement exactly 7 USD \"XX-1\"→\"-\" ",
            "#transaction-5 commitment exactly 900 EUR \"YY-2\"→\"XX-1\" incoming commitment",
            "c1 commitment exactly 1000.1 EUR \"XX-1\"→\"ZZ-3\" ",
        ]
    );
    let total = &ledger.statements["XX-1-riego/#total-disbursement-EUR"];
    assert_eq!(
        (total.tally, total.instrument),
        (Tally::Cumulative, Some(Instrument::Mixed))
    );
    assert_eq!(
        (total.said_by.as_str(), total.said_on),
        ("Agencia Riego", date(2023, 5, 2))
    );
    let c1 = &ledger.statements["XX-1-riego/c1"];
    assert_eq!(
        (c1.instrument, c1.value_date),
        (Some(Instrument::Grant), Some(date(2022, 1, 10)))
    );
    assert_eq!(c1.covers.map(|c| c.to_string()).as_deref(), Some("2022-01-15"));
    assert_eq!(c1.counted_in, ["XX-1-riego/#total-commitment-EUR"]);
    // The receiver's report of a commitment is not what this activity committed.
    let known = ledger.known(&Question::of("XX-1-riego", "committed", date(2023, 6, 1)));
    let Known::Stated(held) = known else {
        panic!("{known:?}")
    };
    assert_eq!(held.statement.id, "XX-1-riego/#total-commitment-EUR");
    // Nothing was pledged or spent, and nothing of another stage stands in.
    for measure in ["pledged", "spent"] {
        let known = ledger.known(&Question::of("XX-1-riego", measure, date(2023, 6, 1)));
        assert_eq!(known, Known::Unknown, "{measure}");
    }
    for s in ledger.statements.values() {
        assert_eq!(s.fits(), Ok(()), "{}", s.id);
    }
}

#[test]
fn results_carry_what_they_count() {
    let source = Source {
        document: "file",
        known: date(2023, 4, 1),
    };
    let results: Vec<String> = record()
        .statements(&source)
        .into_iter()
        .filter(|s| s.stage.measure().is_none())
        .map(|s| {
            // A file cannot say later what was known before.
            assert_eq!(s.said_on, date(2023, 4, 1));
            let aim = if s.aim == Some(Aim::Target) {
                "target"
            } else {
                "actual"
            };
            format!(
                "{} {} {} {} [{}] {} {}",
                s.stage.as_str(),
                s.measure,
                aim,
                s.figure,
                s.unit,
                s.covers.map_or("-".to_owned(), |c| c.to_string()),
                s.word.unwrap_or_default()
            )
        })
        .collect();
    assert_eq!(
        results,
        [
            "output jobs target exactly 40 [fincas con riego] 2022 ",
            "output jobs actual exactly 38 [fincas con riego] 2022 ",
            "output jobs actual exactly 20 [fincas con riego (sex female)] 2022 ",
            "outcome result actual exactly 4.5 [per cent: Ingresos] 2022-01-01..2022-02-15 impact",
        ]
    );
}

#[test]
fn totals_keep_types_sides_currencies_and_edges_apart() {
    let totals: Vec<String> = record()
        .totals()
        .into_iter()
        .map(|t| {
            let stage = t.stage.map_or("other", Stage::as_str);
            let (p, r) = (t.provider.unwrap_or_default(), t.receiver.unwrap_or_default());
            format!(
                "{} {stage} {} {p}→{r} {} {} of {}",
                t.kind,
                t.side.as_str(),
                t.sum,
                t.currency,
                t.transactions
            )
        })
        .collect();
    assert_eq!(
        totals,
        [
            "1 other incoming →XX-1 800 EUR of 1",
            "2 commitment outgoing XX-1→ZZ-3 1000.1 EUR of 1",
            "3 disbursement outgoing XX-1→ 99.8 EUR of 2",
            "3 disbursement outgoing XX-1→ 7 USD of 1",
            "6 other unstated → 5 EUR of 1",
            "11 commitment incoming YY-2→XX-1 900 EUR of 1",
        ]
    );
}

#[test]
fn an_organisation_s_budgets_are_kept_apart() {
    let tree = xml::parse(
        r#"<iati-organisation default-currency="GBP"><organisation-identifier>XX-1</organisation-identifier>
        <name><narrative>Agencia</narrative></name>
        <total-budget status="2"><period-start iso-date="2022-01-01"/><period-end iso-date="2022-12-31"/><value value-date="2022-01-01">9</value></total-budget>
        <recipient-org-budget><recipient-org ref="YY-2"/><period-start iso-date="2022-01-01"/><period-end iso-date="2022-12-31"/><value currency="USD" value-date="2022-01-01">4</value></recipient-org-budget>
        <recipient-country-budget><recipient-country code="GT"/><value value-date="2022-01-01">x</value></recipient-country-budget>
        <total-expenditure><period-start iso-date="2021-01-01"/><value value-date="2022-01-01">3</value></total-expenditure>
        </iati-organisation>"#,
    )
    .unwrap();
    let o = organisation(&tree, tree.root().unwrap());
    assert_eq!((o.id.as_str(), o.name.shown()), ("XX-1", Some("Agencia")));
    assert_eq!(o.total_budgets[0].value.currency.unwrap().code(), "GBP");
    assert_eq!(o.recipient_org_budgets[0].recipient.as_deref(), Some("YY-2"));
    assert_eq!(o.recipient_org_budgets[0].value.currency.unwrap().code(), "USD");
    assert_eq!(o.recipient_country_budgets[0].recipient.as_deref(), Some("GT"));
    assert_eq!(o.recipient_region_budgets, []);
    assert_eq!(o.total_expenditure[0].start, Some(date(2021, 1, 1)));
    assert_eq!(o.findings.len(), 1);
    assert_eq!(
        o.findings[0].path,
        "iati-organisation/recipient-country-budget[1]/value"
    );
}
