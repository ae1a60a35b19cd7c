//! Layout (interim).
/// Layout.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Layout {}
