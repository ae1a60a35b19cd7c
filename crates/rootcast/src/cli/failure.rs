//! Exit codes, and which error has which.

use std::io;

use rootcast_core::{evidence::EvidenceError, reading::ReadingError};
use rootcast_ledger::shelf::ShelfError;
use rootcast_store::{error::StoreError, ingest::IngestError};

use crate::{
    brief::BriefError,
    check::file::TextError,
    fetch::FetchError,
    flows::FlowError,
    forecast::{Fault, record::RecordError},
    format::FormatError,
    home::{LedgerFault, NoFolder},
    impact::{ImpactFault, curve::CheckpointError, plan::PlanError},
    ledger::{import::ImportError, scope::UnknownActivity, validate::ValidateError},
    watch::WatchError,
};

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Done, and the answer is no: `check` found a claim contradicted, `verify` or `score` a problem, `forecast --file`
    /// nothing to file, or `reference build --check` a difference.
    No = 1,
    /// The command line, a path or the reading is wrong.
    Usage = 2,
    /// A file was refused.
    Refused = 3,
    /// The machine, the network or the store failed.
    Machine = 4,
    /// Nothing held answers the reading.
    NotHeld = 5,
}

/// A command that failed: its exit code, and what to say.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) exit: Exit,
    pub(super) message: String,
}

impl Failure {
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self {
            exit: Exit::Usage,
            message: message.into(),
        }
    }

    /// A reading that cannot be read, with a mark below the word at fault.
    pub(super) fn reading(text: &str, error: &ReadingError) -> Self {
        Self::usage(format!("{error}{}", super::point::below(text, error)))
    }

    /// The reader of our output went away (`| head`), which is nobody's error.
    pub(super) fn is_closed_pipe(&self) -> bool {
        self.exit == Exit::Done
    }

    fn new(exit: Exit, error: &dyn std::error::Error) -> Self {
        Self {
            exit,
            message: error.to_string(),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(e: io::Error) -> Self {
        match e.kind() {
            io::ErrorKind::BrokenPipe => Self::new(Exit::Done, &e),
            _ => Self {
                exit: Exit::Machine,
                message: format!("cannot write the output: {e}"),
            },
        }
    }
}

impl From<FormatError> for Failure {
    fn from(e: FormatError) -> Self {
        match e {
            FormatError::Output(e) => e.into(),
            other => Self::new(Exit::Machine, &other),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(e: StoreError) -> Self {
        let exit = match e {
            StoreError::NotAStore { .. } => Exit::Usage,
            _ => Exit::Machine,
        };
        Self::new(exit, &e)
    }
}

impl From<EvidenceError> for Failure {
    fn from(e: EvidenceError) -> Self {
        let exit = match e {
            EvidenceError::Question { .. } => Exit::Usage,
            EvidenceError::NotHeld { .. } => Exit::NotHeld,
            EvidenceError::Store(_) => Exit::Machine,
        };
        Self::new(exit, &e)
    }
}

impl From<FlowError> for Failure {
    fn from(e: FlowError) -> Self {
        match e {
            FlowError::Evidence(e) => e.into(),
            FlowError::Reading(_) => Self::new(Exit::Usage, &e),
            FlowError::Nothing(_) => Self::new(Exit::NotHeld, &e),
        }
    }
}

impl From<WatchError> for Failure {
    fn from(e: WatchError) -> Self {
        match e {
            WatchError::Flows(e) => e.into(),
            _ => Self::new(Exit::Usage, &e),
        }
    }
}

impl From<Fault> for Failure {
    fn from(e: Fault) -> Self {
        match e {
            Fault::Flows(e) => e.into(),
            Fault::Record(e) => e.into(),
            Fault::Model { .. } | Fault::Event(_) | Fault::Forecast(_) | Fault::Uneven(_) => {
                Self::new(Exit::Usage, &e)
            }
        }
    }
}

impl From<ImpactFault> for Failure {
    fn from(e: ImpactFault) -> Self {
        match e {
            ImpactFault::Flows(e) => e.into(),
            ImpactFault::File(e) => e.into(),
            ImpactFault::Checkpoint(e) => match e {
                CheckpointError::Io { .. } => Self::new(Exit::Machine, &e),
                CheckpointError::Other { .. } => Self::new(Exit::Refused, &e),
                CheckpointError::Busy { .. } => Self::new(Exit::Usage, &e),
            },
            ImpactFault::Reading(_) | ImpactFault::Plan(_) | ImpactFault::Impact(_) => {
                Self::new(Exit::Usage, &e)
            }
        }
    }
}

impl From<PlanError> for Failure {
    fn from(e: PlanError) -> Self {
        match e {
            PlanError::Io { .. } => Self::new(Exit::Usage, &e),
            PlanError::Toml { .. } | PlanError::Changed { .. } => Self::new(Exit::Refused, &e),
            PlanError::Encode(_) => Self::new(Exit::Machine, &e),
        }
    }
}

impl From<RecordError> for Failure {
    fn from(e: RecordError) -> Self {
        match e {
            RecordError::Known { .. } | RecordError::Ahead(_) => Self::new(Exit::Usage, &e),
            RecordError::Nothing(_) | RecordError::Changed { .. } => Self::new(Exit::No, &e),
            RecordError::Json { .. } | RecordError::Later { .. } | RecordError::Foreign(_) => {
                Self::new(Exit::Refused, &e)
            }
            RecordError::Io { .. } | RecordError::Encode(_) => Self::new(Exit::Machine, &e),
        }
    }
}

impl From<IngestError> for Failure {
    fn from(e: IngestError) -> Self {
        match e {
            IngestError::Store(e) => e.into(),
            IngestError::Unreadable { .. } | IngestError::NoDate { .. } | IngestError::NoSource { .. } => {
                Self::new(Exit::Usage, &e)
            }
            _ => Self::new(Exit::Refused, &e),
        }
    }
}

impl From<FetchError> for Failure {
    fn from(e: FetchError) -> Self {
        match e {
            FetchError::Ingest(e) => e.into(),
            FetchError::Store(e) => e.into(),
            FetchError::NoAddress { .. } | FetchError::Address { .. } => Self::new(Exit::Usage, &e),
            _ => Self::new(Exit::Machine, &e),
        }
    }
}

impl From<TextError> for Failure {
    fn from(e: TextError) -> Self {
        let exit = match e {
            TextError::Unreadable { .. } => Exit::Usage,
            TextError::NotText { .. }
            | TextError::Empty { .. }
            | TextError::TooLarge { .. }
            | TextError::Line { .. } => Exit::Refused,
        };
        Self::new(exit, &e)
    }
}

impl From<UnknownActivity> for Failure {
    fn from(e: UnknownActivity) -> Self {
        Self::new(Exit::Usage, &e)
    }
}

impl From<ValidateError> for Failure {
    fn from(e: ValidateError) -> Self {
        Self::new(Exit::Usage, &e)
    }
}

impl From<LedgerFault> for Failure {
    fn from(e: LedgerFault) -> Self {
        match e {
            LedgerFault::Store(e) => e.into(),
            LedgerFault::Shelf(e) => e.into(),
            LedgerFault::Shipped(_) | LedgerFault::Contents(_) => Self::new(Exit::Machine, &e),
        }
    }
}

impl From<ShelfError> for Failure {
    fn from(e: ShelfError) -> Self {
        let exit = match e {
            ShelfError::Io {
                what: "cannot open" | "cannot read",
                ..
            }
            | ShelfError::NoDate { .. }
            | ShelfError::Source { .. }
            | ShelfError::NoImport { .. } => Exit::Usage,
            ShelfError::Io { .. } | ShelfError::Damaged { .. } | ShelfError::Ledger(_) => Exit::Machine,
            _ => Exit::Refused,
        };
        Self::new(exit, &e)
    }
}

impl From<ImportError> for Failure {
    fn from(e: ImportError) -> Self {
        match e {
            ImportError::Shelf(e) => e.into(),
            ImportError::Ledger(e) => e.into(),
            ImportError::Unfit { .. } => Self::new(Exit::Refused, &e),
        }
    }
}

impl From<NoFolder> for Failure {
    fn from(e: NoFolder) -> Self {
        Self::new(Exit::Usage, &e)
    }
}

impl From<anyhow::Error> for Failure {
    fn from(e: anyhow::Error) -> Self {
        Self {
            exit: Exit::Machine,
            message: format!("{e:#}"),
        }
    }
}

impl From<BriefError> for Failure {
    fn from(e: BriefError) -> Self {
        match e {
            BriefError::Focus { .. } => Self::new(Exit::Usage, &e),
            BriefError::Evidence(e) => e.into(),
            _ => Self::new(Exit::Machine, &e),
        }
    }
}
