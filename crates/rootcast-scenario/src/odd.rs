//! The model's protocol text after ODD 2020 (V. Grimm and others, JASSS 23(2) 7), written from the code's own tables.

use crate::{
    evidence::{Evidence, EvidenceError},
    model::parameters::SHARED,
    outcome::FIGURES,
    policy::KINDS,
};

/// The whole text, as Markdown.
pub fn text() -> Result<String, EvidenceError> {
    let evidence = Evidence::published()?;
    let mut out = String::from(HEAD);
    out.push_str("\n## 2. Entities, state variables and scales\n\n");
    out.push_str(ENTITIES);
    out.push_str("\n## 3. Process overview and scheduling\n\n");
    out.push_str(PROCESSES);
    out.push_str("\n## 4. Design concepts\n\n");
    out.push_str(CONCEPTS);
    out.push_str("\n### Observation\n\n| figure | meaning |\n|---|---|\n");
    for (name, about) in FIGURES {
        out.push_str(&format!("| `{name}` | {about} |\n"));
    }
    out.push_str("\n## 5. Initialisation\n\n");
    out.push_str(START);
    out.push_str("\n## 6. Input data\n\nA policy is a list of dated levers:\n\n| lever | keys | effect |\n|---|---|---|\n");
    for (kind, keys, about) in KINDS {
        out.push_str(&format!("| `{kind}` | {} | {about} |\n", keys.join(", ")));
    }
    out.push_str("\n## 7. Submodels\n\nParameters that all origins share:\n\n");
    out.push_str("| parameter | unit | from | to | base | what it does |\n|---|---|---|---|---|---|\n");
    for (name, unit, low, high, base, about) in SHARED {
        out.push_str(&format!(
            "| `{name}` | {unit} | {low} | {high} | {base} | {about} |\n"
        ));
    }
    out.push_str(
        "\nBesides, `leaving.CODE` for each origin: departures a month per 1 000 people at the start.\n",
    );
    out.push_str(
        "\n### Evidence\n\n| effect | parameter | reading | source | figure |\n|---|---|---|---|---|\n",
    );
    for e in &evidence.effects {
        for c in &e.components {
            let gap = if e.gap { " (no published effect)" } else { "" };
            out.push_str(&format!(
                "| {}{gap} | `{}` | {} | {} | {} |\n",
                e.id, e.parameter, c.name, c.source, c.figure
            ));
        }
    }
    Ok(out)
}

const HEAD: &str = "# The scenario model: ODD protocol

This page is written by `rootcast_scenario::odd::text` from the tables of the code. A test fails when it is not current.

## 1. Purpose and patterns

The model asks what would follow, under stated assumptions, if another policy were tried: departures, journeys, border
encounters, people, legal arrivals and returns, by origin, place, channel and month. It is a scenario, no forecast.
Patterns that it is to be held against are fixed before any fit: encounters a person under expulsion without penalty;
the parole of January 2023 by nationality, with other nationalities as a placebo; the fall of January 2024 and whether it
lasts; June 2019 net of season; fences that move crossings; departures over income.
";

const ENTITIES: &str = "People at home are told apart by origin, household type, relatives abroad and tier of means; under
way by origin, household type and channel (asylum at a port, with a guide, alone). Positions: at home, waiting for a legal
slot, on a link with the steps it still takes, expelled to the near side, removed and to try again, waiting at a port,
admitted with a clock to a work permit, at work with an open case, with a status, without a status, returned, dead. The
graph has origins, places under way, border sectors and ports; its links have time, price, capacity and hazards. Prices,
guides, beliefs and money sent home are numbers of links or origins. A step is a month by default, from 1 to 31 days.
";

const PROCESSES: &str = "Each step: what is in force is read; journeys are solved for every class of traveller (recursive
logit) and options for every kind at home (nested logit); slots are given by lot; people move (after arrival, ports,
pathways, returns, departures, journeys, border attempts, in that order, each person once but for journeys and attempts,
which go on until the step is over); prices, guides, beliefs, money and ties answer.
";

const CONCEPTS: &str = "Decisions are those of random utility; departure is aspiration times capability. Adaptation: guides'
prices and numbers, beliefs from the outcomes of others. Interaction: through prices, queues, networks and beliefs.
Stochasticity: every use of chance has a stream of its own, of seed, replicate, purpose, step and cell. Collectives: none
beside households as types. Each mechanism can be switched off.
";

const START: &str =
    "People at home by the shares of the world's file; the diaspora with a status; nobody under way, so that
the first months fill the routes. Levels of aspiration and capability at the start give the stated departures.
";

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_is_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/scenario-odd.md");
        let text = super::text().unwrap();
        if std::env::var_os("ROOTCAST_WRITE_DOCS").is_some() {
            std::fs::write(path, &text).unwrap();
        }
        assert!(
            std::fs::read_to_string(path).unwrap() == text,
            "docs/scenario-odd.md is not current: run this test with ROOTCAST_WRITE_DOCS=1"
        );
    }
}
