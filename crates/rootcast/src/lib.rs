//! The verbs of Rootcast.
