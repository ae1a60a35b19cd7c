//! Ingesting: a published file becomes a release, whole or not at all.
