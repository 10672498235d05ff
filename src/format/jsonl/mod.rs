//! One JSON object a line.
//!
//! What [`Writer`] writes comes back whole. Other people's lines are read as a table would be: `id`, and either
//! `source` and `target` or languages, at the top or in an object called `texts` or `translation`.

mod members;
mod reader;
mod whole;
mod writer;

pub(super) use members::is_object;
pub use reader::Reader;
pub use writer::Writer;

use crate::lang::Lang;
use crate::model::{Tu, Tuv};

/// What a line says besides the unit in full.
#[derive(Debug, Default)]
struct Row {
    id: Option<String>,
    source_lang: Option<Lang>,
    origin: Option<String>,
    alignment: Option<f64>,
    texts: Vec<(Lang, String)>,
}

impl Row {
    /// The unit that has nothing else.
    fn unit(self) -> Tu {
        Tu {
            tuid: self.id,
            source_lang: self.source_lang,
            origin: self.origin,
            alignment: self.alignment,
            variants: self
                .texts
                .into_iter()
                .map(|(lang, text)| Tuv::plain(lang, text))
                .collect(),
            ..Tu::default()
        }
    }
}

/// Why a line gives no unit.
enum Refusal {
    Unit(String),
    NoText,
    Languages,
}
