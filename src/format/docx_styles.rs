//! The styles of a Word document whose text is hidden (ISO/IEC 29500-1, 17.7).

use super::docx_part::{is_off, value, word};
use quick_xml::NsReader;
use quick_xml::events::Event;
use rustc_hash::{FxHashMap, FxHashSet};

/// A style of characters or paragraphs while it is read.
#[derive(Debug, Default)]
struct Style {
    based_on: Option<String>,
    /// `None`: as in the style that it is based on.
    vanish: Option<bool>,
}

/// The identifiers of the hidden styles. What makes no sense is left alone: styles decide nothing but what is hidden.
pub(super) fn hidden(xml: &str) -> FxHashSet<String> {
    let mut reader = NsReader::from_str(xml);
    let mut styles: FxHashMap<String, Style> = FxHashMap::default();
    let mut current: Option<String> = None;
    while let Ok((space, event)) = reader.read_resolved_event() {
        let (Event::Start(element) | Event::Empty(element)) = event else {
            if matches!(event, Event::Eof) {
                break;
            }
            continue;
        };
        let name = word(&space, &element).unwrap_or_default();
        if name == "style" {
            current = value(&element, "styleId");
            if let Some(id) = &current {
                styles.insert(id.clone(), Style::default());
            }
            continue;
        }
        let Some(style) = current.as_ref().and_then(|id| styles.get_mut(id)) else {
            continue;
        };
        match name {
            "basedOn" => style.based_on = value(&element, "val"),
            "vanish" => style.vanish = Some(!is_off(&element)),
            // What holds for a part of a table is another matter.
            "tblStylePr" => current = None,
            _ => {}
        }
    }
    let hides = |id: &String| {
        let mut style = styles.get(id);
        // A chain is not longer than there are styles, unless it is a ring.
        for _ in 0..styles.len() {
            match style {
                Some(Style {
                    vanish: None,
                    based_on: Some(other),
                }) => style = styles.get(other),
                Some(Style { vanish, .. }) => return *vanish == Some(true),
                None => return false,
            }
        }
        false
    };
    styles.keys().filter(|id| hides(id)).cloned().collect()
}
