//! The nouns of Rootcast, with no input or output.
