//! The store: releases from the binary and from a folder, and the answers they give.
