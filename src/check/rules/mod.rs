//! The rules beside terminology, one a file. Each describes its codes; `docs/rules.md` has the whole of it.

pub(super) mod brackets;
pub(super) mod dotted_i;
pub(super) mod doubled_word;
pub(super) mod end_mark;
pub(super) mod han_variant;
pub(super) mod inconsistent;
pub(super) mod inline_codes;
pub(super) mod length;
pub(super) mod numbers;
pub(super) mod quotation_marks;
pub(super) mod quotation_pairs;
pub(super) mod script;
pub(super) mod spaces;
pub(super) mod untranslated;
pub(super) mod width;

pub use brackets::Brackets;
pub use dotted_i::DottedI;
pub use doubled_word::DoubledWord;
pub use end_mark::EndMark;
pub use han_variant::HanVariant;
pub use inconsistent::Inconsistent;
pub use inline_codes::InlineCodes;
pub use length::Length;
pub use numbers::Numbers;
pub use quotation_marks::QuotationMarks;
pub use quotation_pairs::QuotationPairs;
pub use script::Script;
pub use spaces::Spaces;
pub use untranslated::Untranslated;
pub use width::Width;

use super::{BilingualUnit, Code, Diagnostic, Rule, SequentialRule};
use crate::termbase::Glossary;
use std::ops::Range;
use std::sync::Arc;

/// Every rule that looks at one unit. A glossary says what stays as it is.
pub(super) fn built_in(glossary: Option<&Glossary>) -> Vec<Box<dyn Rule>> {
    vec![
        Box::new(glossary.map_or_else(Untranslated::default, Untranslated::keeping)),
        Box::new(InlineCodes),
        Box::new(Numbers),
        Box::new(EndMark),
        Box::new(Width),
        Box::new(QuotationMarks),
        Box::new(Brackets),
        Box::new(Script),
        Box::new(DottedI),
        Box::new(HanVariant),
        Box::new(DoubledWord),
        Box::new(Spaces),
    ]
}

/// Every rule that knows the units before.
pub(super) fn sequential() -> Vec<Box<dyn SequentialRule>> {
    vec![
        Box::new(Inconsistent::default()),
        Box::new(Length::default()),
        Box::new(QuotationPairs::default()),
    ]
}

/// A finding that marks a stretch of the target.
fn target_finding(
    unit: &Arc<BilingualUnit>,
    code: Code,
    span: Range<usize>,
    message: String,
) -> Diagnostic {
    let mut finding = Diagnostic::new(unit, code, message);
    finding.span = Some(span);
    finding
}
