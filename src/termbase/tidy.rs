//! What can be put right in a glossary file without asking: the order of its lines, blanks, empty and repeated
//! alternatives, composed letters and look-alikes that can only be a slip.

use super::glossary::{Column, Glossary};
use super::order::by_id;
use crate::lang::Lang;
use crate::text::normalize;

/// The text of a glossary file with all of that put right. Header, blank lines, line ends and the byte order mark stay;
/// the lines of concepts stand in the order of their ids. Tidying twice changes nothing more.
pub fn tidy(glossary: &Glossary, text: &str) -> String {
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let mut rows: Vec<(&str, String)> = glossary
        .concepts
        .iter()
        .filter_map(|concept| {
            let line = lines.get(concept.line - 1)?;
            Some((concept.id.as_str(), row(glossary, line)))
        })
        .collect();
    rows.sort_by(|a, b| by_id(a.0, b.0));
    let ends: Vec<(usize, &str)> = glossary
        .concepts
        .iter()
        .map(|concept| {
            let line = lines.get(concept.line - 1).map_or("", String::as_str);
            (
                concept.line - 1,
                if line.ends_with('\r') { "\r" } else { "" },
            )
        })
        .collect();
    for ((at, end), (_, row)) in ends.into_iter().zip(rows) {
        if let Some(line) = lines.get_mut(at) {
            *line = row + end;
        }
    }
    lines.join("\n")
}

/// A line with its cells put right, without its end.
fn row(glossary: &Glossary, line: &str) -> String {
    let line = line.strip_suffix('\r').unwrap_or(line);
    let cells: Vec<String> = glossary
        .columns
        .iter()
        .zip(line.split('\t'))
        .map(|((_, column), text)| cell(column, text))
        .collect();
    cells.join("\t")
}

fn cell(column: &Column, text: &str) -> String {
    let (Column::Terms(lang) | Column::Forbidden(lang)) = column else {
        // What karvan does not know is kept as it is.
        return match column {
            Column::Unknown => text.to_owned(),
            _ => normalize(text),
        };
    };
    let mut kept: Vec<String> = Vec::new();
    for form in text.split('|') {
        let form = own_letters(&normalize(form), lang);
        if !form.is_empty() && !kept.contains(&form) {
            kept.push(form);
        }
    }
    kept.join("|")
}

/// The Cyrillic ә of Azerbaijani in Cyrillic letters looks like the Latin one, and no other letter is meant by it.
fn own_letters(form: &str, lang: &Lang) -> String {
    if lang.primary() != "az" || lang.script().as_deref() != Some("Latn") {
        return form.to_owned();
    }
    form.replace('ә', "ə").replace('Ә', "Ə")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::path::Path;

    fn tidied(text: &str) -> String {
        let body = text.strip_prefix('\u{feff}').unwrap_or(text);
        tidy(&Glossary::parse(body, Path::new("g.tsv")).unwrap(), text)
    }

    #[test]
    fn order_blanks_alternatives_and_letters() {
        assert_eq!(
            tidied(
                "\u{feff}id\ten\taz\tcolour\r\nT10\t treaty ||pact|treaty\tmüqavilә\t red \r\n\r\nT2\to\u{308}l  ke\tölkə\t\r\n"
            ),
            "\u{feff}id\ten\taz\tcolour\r\nT2\töl ke\tölkə\t\r\n\r\nT10\ttreaty|pact\tmüqavilə\t red \r\n"
        );
        // Without an end of the last line, and with two kinds of ends, each place keeps its own.
        assert_eq!(tidied("id\ten\nb\tx\r\na\ty"), "id\ten\na\ty\r\nb\tx");
    }

    proptest! {
        #[test]
        fn once_is_enough_and_no_concept_is_lost(
            ids in proptest::sample::subsequence(vec!["a", "T10", "T2", "b-1", "b-02", "ü"], 1..6).prop_shuffle(),
            forms in proptest::collection::vec("[a-c əә|\u{a0}]{0,6}", 6),
        ) {
            let mut text = "id\taz\n".to_owned();
            for (id, form) in ids.iter().zip(&forms) {
                text.push_str(&format!("{id}\t{form}\n"));
            }
            let once = tidied(&text);
            prop_assert_eq!(tidied(&once), once.clone());
            let parse = |text: &str| Glossary::parse(text, Path::new("g.tsv")).unwrap();
            let (before, after) = (parse(&text), parse(&once));
            let mut kept: Vec<&str> = before.concepts.iter().map(|c| c.id.as_str()).collect();
            kept.sort_by(|a, b| by_id(a, b));
            prop_assert_eq!(kept, after.concepts.iter().map(|c| c.id.as_str()).collect::<Vec<_>>());
        }
    }
}
