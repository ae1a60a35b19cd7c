//! Verifying: the originals are read again, and every figure and hash compared.
