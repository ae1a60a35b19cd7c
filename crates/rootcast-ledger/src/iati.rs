//! IATI 2.03, the International Aid Transparency Initiative's standard for activities and organisations.
