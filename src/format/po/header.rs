//! The header: an entry without a source, whose translation is a list of fields.

use super::entry::Entry;
use super::{PROP, comment, locale, plural, quoted};
use crate::format::bilingual::prop;
use crate::format::left_out::LeftOut;
use crate::format::oddity::Oddity;
use crate::format::remarks::{excerpt, note};
use crate::lang::Lang;
use crate::model::{Annotation, Header, Note, Prop};

/// The attribute that names the language whose file a note or a field of a header comes from.
const LANG: &str = "xml:lang";

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

/// Whether an entry without a source holds fields, as a header does.
pub(super) fn has_fields(entry: &Entry) -> bool {
    let text = entry.forms.first().map_or("", |(_, text)| text);
    let is_name = |name: &str| {
        let name = name.trim();
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    text.lines()
        .any(|line| line.split_once(':').is_some_and(|(name, _)| is_name(name)))
}

/// What a header says of the languages of sources and translations.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub(super) langs: [Option<Lang>; 2],
    /// What the header holds for each where that is no language tag.
    pub(super) unusable: [Option<String>; 2],
    /// How many forms entries with a plural have; 0 where it says none.
    pub(super) forms: usize,
}

/// Reads the header: its notes and fields, and the languages of sources and translations where it names them. Notes and
/// fields belong to the language of the translations, the `given` one where the header names none.
pub(super) fn read(
    entry: &Entry,
    given: [Option<&Lang>; 2],
    header: &mut Header,
    remarks: &mut Vec<String>,
    odd: &mut Vec<(Oddity, String)>,
) -> Named {
    let mut named = Named::default();
    let langs = &mut named.langs;
    let mut own = Vec::new();
    if let Some(text) = &entry.comment {
        own.push(Annotation::Note(Note {
            text: text.clone(),
            attributes: Vec::new(),
        }));
    }
    let fields = entry.forms.first().map_or("", |(_, text)| text);
    for (name, value) in fields.lines().filter_map(|line| line.split_once(':')) {
        let (name, value) = (name.trim(), value.trim());
        let names = ["X-Source-Language", "Language"];
        if let Some(of) = names.iter().position(|own| name.eq_ignore_ascii_case(own)) {
            let locale = locale::read(value);
            let says_more = locale.as_ref().is_some_and(|locale| locale.says_more);
            let lang = locale.map(|locale| {
                odd.extend(locale.odd);
                locale.lang
            });
            if lang.is_none() && !value.is_empty() {
                named.unusable[of] = Some(value.to_owned());
                // Without another word for it, what it costs is told.
                if given[of].is_some() {
                    note(remarks, || {
                        let value = excerpt(value);
                        format!("header: {name}: {value} is not a language tag")
                    });
                }
            }
            match (&langs[of], lang) {
                (Some(first), Some(lang)) if *first != lang => note(remarks, || {
                    format!("header: a second {name}: {value:?} was left out; {first} holds")
                }),
                (None, lang @ Some(_)) => {
                    langs[of] = lang;
                    if says_more {
                        own.push(prop(format!("{PROP}{}", names[of]), value));
                    }
                }
                _ => {}
            }
        }
        if name.eq_ignore_ascii_case("Plural-Forms") {
            named.forms = plural::count(value);
        }
        if !is_own_field(name) && !value.is_empty() {
            own.push(prop(format!("{PROP}{name}"), value));
        }
    }
    if let Some(lang) = langs[1].as_ref().or(given[1]) {
        for annotation in &mut own {
            let (Annotation::Note(Note { attributes, .. })
            | Annotation::Prop(Prop { attributes, .. })) = annotation;
            attributes.push((LANG.to_owned(), lang.to_string()));
        }
    }
    header.annotations.append(&mut own);
    named
}

/// How a note or a field of headers belongs to the file of a language; `None`: it belongs to another one's. What names
/// no language, as other formats bring it, belongs to each.
fn belongs(annotation: &Annotation, target: &Lang) -> Option<Belongs> {
    let (Annotation::Note(Note { attributes, .. }) | Annotation::Prop(Prop { attributes, .. })) =
        annotation;
    match attributes.as_slice() {
        [] => Some(Belongs::Any),
        [(name, tag)] if name == LANG => {
            let lang = Lang::stored(tag.clone());
            if lang == *target {
                return Some(Belongs::Own);
            }
            target.fit(&lang).map(|_| Belongs::Near)
        }
        _ => None,
    }
}

/// To the very language, to one that answers for it such as another region, or to any; the nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Belongs {
    Own,
    Near,
    Any,
}

/// As what one that does not belong is counted: where it names a language, as one of another language.
fn foreign(
    annotation: &Annotation,
    otherwise: &'static str,
    of_language: &'static str,
) -> &'static str {
    let (Annotation::Note(Note { attributes, .. }) | Annotation::Prop(Prop { attributes, .. })) =
        annotation;
    if attributes.iter().any(|(name, _)| name == LANG) {
        of_language
    } else {
        otherwise
    }
}

/// The name and the value of a field of a header, whatever language it belongs to.
fn field(annotation: &Annotation) -> Option<(&str, &str)> {
    let Annotation::Prop(prop) = annotation else {
        return None;
    };
    let name = prop.kind.strip_prefix(PROP)?;
    (!is_own_field(name) && !prop.value.contains('\n')).then_some((name, prop.value.as_str()))
}

/// What a field of the header says of a language, as it came, where its locale says more than the tag does.
fn kept_locale<'a>(header: &'a Header, name: &str, target: &Lang, lang: &Lang) -> Option<&'a str> {
    header.annotations.iter().find_map(|annotation| {
        let value = locale_of(annotation, name)?;
        let is_own = belongs(annotation, target) == Some(Belongs::Own);
        let read = locale::read(value).filter(|read| is_own && read.says_more)?;
        (read.lang == *lang).then_some(value)
    })
}

fn locale_of<'a>(annotation: &'a Annotation, name: &str) -> Option<&'a str> {
    let Annotation::Prop(prop) = annotation else {
        return None;
    };
    let is_it = prop.kind.strip_prefix(PROP) == Some(name) && !prop.value.contains('\n');
    is_it.then_some(&*prop.value)
}

/// The fields for the file of a language, in their order, each once: of several the nearest, of those the first.
fn fields<'a>(
    header: &'a Header,
    target: &Lang,
    left_out: &mut LeftOut,
) -> Vec<(&'a str, &'a str)> {
    let mut chosen: Vec<(Belongs, &str, &str)> = Vec::new();
    for annotation in &header.annotations {
        let Some((name, value)) = field(annotation) else {
            continue;
        };
        let Some(belongs) = belongs(annotation, target) else {
            left_out.add(
                foreign(
                    annotation,
                    "properties of the header",
                    "fields of PO headers of other languages",
                ),
                1,
            );
            continue;
        };
        match chosen.iter_mut().find(|(_, known, _)| *known == name) {
            None => chosen.push((belongs, name, value)),
            Some(known) => {
                left_out.add("further values of fields of PO headers", 1);
                if belongs < known.0 {
                    *known = (belongs, name, value);
                }
            }
        }
    }
    chosen
        .into_iter()
        .map(|(_, name, value)| (name, value))
        .collect()
}

/// The header as it is written, for these languages, and how many forms it says that an entry has, 0 where it does not.
/// `forms` is how many an entry has at most, for a language whose rule nobody knows. What it has no place for is counted.
pub(super) fn write(
    header: &Header,
    [source, target]: [&Lang; 2],
    forms: usize,
    left_out: &mut LeftOut,
) -> (String, usize) {
    let (mut out, mut plurals) = (String::new(), 0);
    for annotation in &header.annotations {
        if let Annotation::Note(note) = annotation {
            match belongs(annotation, target) {
                Some(_) => comment::write(&mut out, "#", &note.text),
                None => left_out.add(
                    foreign(
                        annotation,
                        "notes of the header",
                        "notes of PO headers of other languages",
                    ),
                    1,
                ),
            }
        }
    }
    let fields = fields(header, target, left_out);
    let [source_as_came, target_as_came] = [("X-Source-Language", source), ("Language", target)]
        .map(|(name, lang)| kept_locale(header, name, target, lang));
    let is_written = |annotation: &Annotation| {
        let fields = [
            ("X-Source-Language", source_as_came),
            ("Language", target_as_came),
        ];
        let mut fields = fields.iter().filter(|(_, value)| value.is_some());
        fields.any(|(name, value)| locale_of(annotation, name) == *value)
    };
    left_out.header(header, |annotation| match annotation {
        Annotation::Note(_) => true,
        Annotation::Prop(_) => field(annotation).is_some() || is_written(annotation),
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
    let target_locale = target.as_str().replace('-', "_");
    let target_locale = target_as_came.unwrap_or(&target_locale);
    text.push_str(&format!("Language: {target_locale}\n"));
    text.push_str("MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n");
    let rule = given("Plural-Forms").map(str::to_owned);
    let rule = rule.or_else(|| plural::forms(target).map(str::to_owned));
    if let Some(rule) = rule.or_else(|| plural::of_number(forms)) {
        text.push_str(&format!("Plural-Forms: {rule}\n"));
        plurals = plural::count(&rule);
    }
    text.push_str(&format!(
        "X-Source-Language: {}\n",
        source_as_came.unwrap_or(source.as_str())
    ));
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

/// Whether the header says how many forms an entry in a language has, or that is known of the language.
pub(super) fn says_plurals(header: &Header, target: &Lang) -> bool {
    let mut fields = fields(header, target, &mut LeftOut::default()).into_iter();
    fields.any(|(name, _)| name == "Plural-Forms") || plural::forms(target).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_that_says_more_is_written_as_it_came() {
        let [en, de, fr] = ["en", "de", "fr"].map(Lang::stored);
        let mut kept = prop(format!("{PROP}Language"), "de@euro");
        let (Annotation::Prop(Prop { attributes, .. }) | Annotation::Note(Note { attributes, .. })) =
            &mut kept;
        attributes.push((LANG.to_owned(), "de".to_owned()));
        let header = Header {
            annotations: vec![kept],
            ..Header::default()
        };
        for (target, line, lost) in [
            (&de, "\"Language: de@euro\\n\"", false),
            (&fr, "\"Language: fr\\n\"", true),
        ] {
            let mut left_out = LeftOut::default();
            let (text, _) = write(&header, [&en, target], 0, &mut left_out);
            assert!(text.lines().any(|own| own == line), "{text}");
            assert_eq!(left_out != LeftOut::default(), lost, "{left_out:?}");
        }
    }
}
