//! A displacement instance is read or refused, never worse; one that is read runs.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rootcast_scenario::flee::{Files, Instance, Ready, Run, Settings, Switches};

const NAMES: [&str; 10] = [
    "locations.csv",
    "routes.csv",
    "closures.csv",
    "conflicts.csv",
    "sim_period.csv",
    "data_layout.csv",
    "refugees.csv",
    "registration_corrections.csv",
    "location_changes.csv",
    "simsetting.yml",
];

// The files of an instance one after the other, a zero byte between them; an empty one keeps the file below.
fuzz_target!(|bytes: &[u8]| {
    let sound: [&[u8]; 10] = [
        b"A,r,X,0,0,conflict_zone,0,900\nC,r,Y,0,1,camp,,500\n",
        b"A,C,120,0\n",
        b"",
        b"#Day,A\n0,1\n",
        b"StartDate,2020-01-01\nLength,5\n",
        b"total,refugees.csv\nC,refugees.csv\n",
        b"2020-01-01,0\n2020-01-06,50\n",
        b"",
        b"",
        b"optimisations:\n  hasten: 1\n",
    ];
    let mut parts = bytes.split(|b| *b == 0);
    let mut files = Files::new();
    for (name, sound) in NAMES.iter().zip(sound) {
        let part = parts.next().filter(|p| !p.is_empty()).unwrap_or(sound);
        files.insert((*name).to_owned(), part.to_vec());
    }
    for switches in [Switches::AsRun, Switches::AsWritten] {
        let Ok(mut settings) = Settings::read(&files, "simsetting.yml", switches) else { continue };
        // Bounds on time, not on what is read.
        settings.days = Some(4);
        settings.hasten = settings.hasten.max(1e6);
        if let Ok(instance) = Instance::read(&files, &settings) {
            if let Ok(ready) = Ready::new(&instance, &settings) {
                let _ = ready.run(Run::default());
            }
        }
    }
});
