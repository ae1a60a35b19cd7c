//! Published files in, readings out.
