//! The header: an entry without a source, whose translation is a list of fields.

use super::entry::Entry;
use super::{PROP, comment, plural, quoted};
use crate::format::bilingual::{own_prop, prop};
use crate::format::left_out::LeftOut;
use crate::format::remarks::note;
use crate::lang::Lang;
use crate::model::{Annotation, Header, Note};

/// The fields of the header that the writer answers for itself.
const OWN_FIELDS: [&str; 5] = [
    "Language",
    "X-Source-Language",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
];

/// Whether the writer answers for a field of the header, however its name is written.
fn is_own_field(name: &str) -> bool {
    OWN_FIELDS.iter().any(|own| own.eq_ignore_ascii_case(name))
}

/// Reads the header: its notes and fields, and the languages of sources and translations where it names them.
pub(super) fn read(
    entry: &Entry,
    header: &mut Header,
    remarks: &mut Vec<String>,
) -> [Option<Lang>; 2] {
    let mut langs = [None, None];
    if let Some(text) = &entry.comment {
        header.annotations.push(Annotation::Note(Note {
            text: text.clone(),
            attributes: Vec::new(),
        }));
    }
    let fields = entry.forms.first().map_or("", |(_, text)| text);
    for (name, value) in fields.lines().filter_map(|line| line.split_once(':')) {
        let (name, value) = (name.trim(), value.trim());
        let names = ["X-Source-Language", "Language"];
        if let Some(of) = names.iter().position(|own| name.eq_ignore_ascii_case(own)) {
            let lang = language(value);
            if lang.is_none() && !value.is_empty() {
                note(remarks, || {
                    format!("header: {name}: {value:?} is not a language tag")
                });
            }
            if lang.is_some() {
                langs[of] = lang;
            }
        }
        if !is_own_field(name) && !value.is_empty() {
            header
                .annotations
                .push(prop(format!("{PROP}{name}"), value));
        }
    }
    langs
}

/// The header as it is written, for these languages, and how many forms it says that an entry has, 0 where it does not.
/// What it has no place for is counted.
pub(super) fn write(
    header: &Header,
    [source, target]: [&Lang; 2],
    left_out: &mut LeftOut,
) -> (String, usize) {
    let (mut out, mut plurals) = (String::new(), 0);
    for annotation in &header.annotations {
        if let Annotation::Note(note) = annotation {
            comment::write(&mut out, "#", &note.text);
        }
    }
    let fields: Vec<(&str, &str)> = header
        .annotations
        .iter()
        .filter_map(|annotation| own_prop(annotation, PROP))
        .filter(|(name, value)| !is_own_field(name) && !value.contains('\n'))
        .collect();
    left_out.header(header, |annotation| match annotation {
        Annotation::Note(note) => note.attributes.is_empty(),
        Annotation::Prop(_) => {
            own_prop(annotation, PROP).is_some_and(|(_, value)| !value.contains('\n'))
        }
    });
    let mut text = String::new();
    let given = |name: &str| {
        fields
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| *value)
    };
    // Those that `msgfmt -c` asks for.
    for name in [
        "Project-Id-Version",
        "PO-Revision-Date",
        "Last-Translator",
        "Language-Team",
    ] {
        text.push_str(&format!("{name}: {}\n", given(name).unwrap_or_default()));
    }
    text.push_str(&format!(
        "Language: {}\n",
        target.as_str().replace('-', "_")
    ));
    text.push_str("MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n");
    if let Some(forms) = given("Plural-Forms").or_else(|| plural::forms(target)) {
        text.push_str(&format!("Plural-Forms: {forms}\n"));
        plurals = plural::count(forms);
    }
    text.push_str(&format!("X-Source-Language: {source}\n"));
    for (name, value) in &fields {
        if !text
            .lines()
            .any(|line| line.starts_with(&format!("{name}:")))
        {
            text.push_str(&format!("{name}: {value}\n"));
        }
    }
    quoted::write(&mut out, "", "msgid", "");
    quoted::write(&mut out, "", "msgstr", &text);
    (out, plurals)
}

/// A language as gettext writes it: `zh_CN`, `sr@latin`, `az_AZ.UTF-8`.
fn language(locale: &str) -> Option<Lang> {
    let (name, modifier) = locale.split_once('@').unwrap_or((locale, ""));
    let name = name.split('.').next().unwrap_or_default();
    let script = match modifier.to_ascii_lowercase().as_str() {
        "latin" => "-Latn",
        "cyrillic" => "-Cyrl",
        "arabic" => "-Arab",
        _ => "",
    };
    let (language, region) = name.split_once(['_', '-']).unwrap_or((name, ""));
    let region = if region.is_empty() {
        String::new()
    } else {
        format!("-{region}")
    };
    Lang::parse_lenient(&format!("{language}{script}{region}"))
        .ok()
        .map(|(lang, _)| lang)
}
