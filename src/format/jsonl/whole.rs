//! A unit that a line holds in full, with the texts that stand beside it.

use super::members::reason;
use super::{Refusal, Row};
use crate::format::remarks::note;
use crate::lang::Lang;
use crate::model::{Inline, Segment, Tu, Tuv};
use serde_json::value::RawValue;

/// The unit that a line holds in full. Where one of its texts was edited, the text holds and its codes are left out.
pub(super) fn in_full(
    value: &RawValue,
    row: Row,
    remarks: &mut Vec<String>,
) -> std::result::Result<Tu, Refusal> {
    let mut tu: Tu = serde_json::from_str(value.get())
        .map_err(|error| Refusal::Unit(format!("its tu cannot be read ({})", reason(&error))))?;
    (tu.tuid, tu.source_lang) = (row.id, row.source_lang);
    (tu.origin, tu.alignment) = (row.origin, row.alignment);
    for tuv in &mut tu.variants {
        match Lang::parse_lenient(tuv.lang.as_str()) {
            Ok((lang, _)) => tuv.lang = lang,
            Err(error) => return Err(Refusal::Unit(error.to_string())),
        }
        tidy(&mut tuv.segment.content);
    }
    for (lang, text) in row.texts {
        if tu
            .variants
            .iter()
            .any(|tuv| lang.fit(&tuv.lang).is_some() && tuv.segment.text() == text)
        {
            continue;
        }
        note(remarks, || {
            "a text was changed beside its codes: the text was taken, the codes were left out"
                .into()
        });
        let own = tu.variants.iter().position(|tuv| tuv.lang == lang);
        let at = own.or_else(|| {
            tu.variants
                .iter()
                .position(|tuv| lang.fit(&tuv.lang).is_some())
        });
        match at {
            Some(at) => tu.variants[at].segment = Segment::plain(text),
            None => tu.variants.push(Tuv::plain(lang, text)),
        }
    }
    Ok(tu)
}

/// Joins texts that follow one another, which no other reader gives.
fn tidy(content: &mut Vec<Inline>) {
    let mut tidied: Vec<Inline> = Vec::with_capacity(content.len());
    for mut piece in content.drain(..) {
        if let Inline::Code(code) = &mut piece {
            tidy(&mut code.content);
        }
        match (tidied.last_mut(), &piece) {
            (_, Inline::Text(text)) if text.is_empty() => {}
            (Some(Inline::Text(before)), Inline::Text(text)) => before.push_str(text),
            _ => tidied.push(piece),
        }
    }
    *content = tidied;
}
