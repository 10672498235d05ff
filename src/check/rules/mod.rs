//! The rules beside terminology, one a file. Each describes its codes; `docs/rules.md` has the whole of it.

pub(super) mod untranslated;

use super::Rule;
use crate::termbase::Glossary;
pub use untranslated::Untranslated;

/// Every rule that looks at one unit. A glossary says what stays as it is.
pub(super) fn built_in(glossary: Option<&Glossary>) -> Vec<Box<dyn Rule>> {
    vec![Box::new(
        glossary.map_or_else(Untranslated::default, Untranslated::keeping),
    )]
}
