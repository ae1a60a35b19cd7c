//! Displacement instances in the files of Flee: read strictly, run by its rules reproducibly, held to counts.
//!
//! An [`Instance`] is read from the contents of its files (name → bytes: the library opens nothing) under
//! [`Settings`], made [`Ready`], and run one by one or in cohorts ([`Mode`]); a [`Series`] has the camps day by day, the
//! error of the format's own definition, and beside it what keeping each camp's share would have been. [`Calibrated`]
//! holds the rules to the first 31 days of counts.
//!
//! The rules are written from Suleimenova, Bell & Groen, *A generalized simulation development approach for predicting
//! refugee destinations*, Scientific Reports 7:13377 (2017), Ghorbani et al., *Flee 3*, Journal of Computational Science
//! (2024), doi 10.1016/j.jocs.2024.102371, and the format's documentation; where these are silent, from what seeded
//! outputs of the original show. What each rule does is in `docs/scenario-flee.md`.
//!
//! ```
//! use rootcast_scenario::flee::{Files, Instance, Mode, Ready, Run, Settings, Switches};
//!
//! let mut files = Files::new();
//! for (name, text) in [
//!     ("locations.csv", "#name,region,country,lat,lon,type,day,population\nA,a,X,0,0,conflict_zone,0,9000\nC,c,Y,0,1,camp,,5000\n"),
//!     ("routes.csv", "#name1,name2,distance,forced_redirection\nA,C,120,0\n"),
//!     ("sim_period.csv", "StartDate,2020-01-01\nLength,20\n"),
//!     ("data_layout.csv", "total,total.csv\nC,c.csv\n"),
//!     ("total.csv", "2020-01-01,0\n2020-01-21,1000\n"),
//!     ("c.csv", "2020-01-01,0\n2020-01-21,1000\n"),
//!     ("simsetting.yml", "move_rules:\n  max_move_speed: 200\n"),
//! ] {
//!     files.insert(name.to_owned(), text.as_bytes().to_vec());
//! }
//! let settings = Settings::read(&files, "simsetting.yml", Switches::AsRun)?;
//! let instance = Instance::read(&files, &settings)?;
//! let series = Ready::new(&instance, &settings)?.run(Run { mode: Mode::Cohorts, seed: 7, threads: 1 })?;
//! assert_eq!(series.people.last(), series.counted_total.last());
//! assert!(series.errors(0).normal < 0.5);
//! # Ok::<(), rootcast_scenario::flee::Error>(())
//! ```

pub mod calibrated;
mod cohorts;
pub mod counts;
mod draw;
pub mod error;
pub mod geography;
mod individuals;
pub mod instance;
mod people;
pub mod run;
pub mod schedule;
pub mod score;
pub mod settings;
mod spawn;
pub mod table;
mod travel;
mod world;
mod yaml;

pub use calibrated::{Calibrated, Calibration};
pub use error::Error;
pub use instance::Instance;
pub use run::{Mode, Ready, Run, Series};
pub use settings::{Settings, Switches};
pub use table::Files;
