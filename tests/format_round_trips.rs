//! Formats other than TMX: what is exported and imported again is the same unit, and no input makes a reader panic.
//!
//! `PROPTEST_CASES=100000 cargo test --release --test format_round_trips` runs many more cases than the default.

use karvan::format::detect::{ReadOptions, read_units};
use karvan::format::{Entry, Oddity, UnitWriter, csv, jsonl, po, xliff};
use karvan::lang::Lang;
use karvan::model::{
    Annotation, Attributes, Code, CodeKind, Header, Inline, Neighbour, Note, Prop, Segment, Tu, Tuv,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use std::io::Cursor;
use std::path::Path;

/// Any text that XML can hold, with a liking for what is easily broken.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(|c| match c {
            '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}' =>
                "?".into(),
            c => String::from(c),
        }),
        prop::sample::select(vec![
            "&",
            "<",
            ">",
            "\"",
            "'",
            "]]>",
            "\r",
            "\n",
            "\t",
            "\r\n",
            " ",
            "  ",
            "&amp;",
            "\\n",
            "\\",
            "ə",
            "İ",
            "I\u{307}",
            "e\u{301}",
            "北京",
            "😀",
            "\u{85}",
            "\u{2028}",
            "\u{feff}",
            "\u{a0}",
            ",",
            ";",
            "</source>",
            "x",
        ])
        .prop_map(String::from),
    ];
    vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn named(names: Vec<&'static str>) -> impl Strategy<Value = Vec<(String, String)>> {
    let most = names.len().min(4);
    let value = prop_oneof![
        text(),
        prop::sample::select(vec![
            "1", "2", "3", "yes", "begin", "x-a", "bold", "fmt", "term", "open"
        ])
        .prop_map(String::from)
    ];
    (
        prop::sample::subsequence(names, 0..=most).prop_shuffle(),
        vec(value, 4),
    )
        .prop_map(|(names, values)| names.into_iter().map(String::from).zip(values).collect())
}

fn annotations() -> impl Strategy<Value = Vec<Annotation>> {
    let kind = prop_oneof![
        text(),
        prop::sample::select(vec![
            "x-xliff:state",
            "x-xliff:approved",
            "x-xliff:translate",
            "x-xliff:note-from",
            "x-xliff:note-priority",
            "x-xliff:note-category",
            "x-xliff:context-sourcefile",
            "x-xliff:context-x-a",
            "x-xliff:state-qualifier",
            "x-sdl:conf",
            "x-po:flags",
            "x-mq:status",
        ])
        .prop_map(String::from),
    ];
    let value = prop_oneof![
        text(),
        prop::sample::select(vec![
            "yes",
            "final",
            "translated",
            "3",
            "new",
            "fuzzy",
            "Draft",
            "needs-review-translation",
        ])
        .prop_map(String::from)
    ];
    let prop = (kind, value, named(vec!["xml:lang", "o-encoding"])).prop_map(
        |(kind, value, attributes)| {
            Annotation::Prop(Prop {
                kind,
                value,
                attributes: if attributes.len() > 1 {
                    attributes
                } else {
                    Vec::new()
                },
            })
        },
    );
    let note = (text(), named(vec!["xml:lang", "o-encoding"]))
        .prop_map(|(text, attributes)| Annotation::Note(Note { text, attributes }));
    vec(prop_oneof![2 => prop, 1 => note], 0..5)
}

fn attributes() -> impl Strategy<Value = Attributes> {
    (
        option::of(text()),
        option::of(text()),
        named(vec!["usagecount", "o-tmf", "match"]),
    )
        .prop_map(|(creation_date, change_id, other)| Attributes {
            creation_date,
            change_id,
            other,
            ..Attributes::default()
        })
}

/// What a reader makes of pieces: no empty texts, no two texts in a row.
fn joined(pieces: Vec<Inline>) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::new();
    for piece in pieces {
        match (piece, out.last_mut()) {
            (Inline::Text(text), _) if text.is_empty() => {}
            (Inline::Text(text), Some(Inline::Text(before))) => before.push_str(&text),
            (piece, _) => out.push(piece),
        }
    }
    out
}

fn segment() -> impl Strategy<Value = Segment> {
    let kinds = vec![
        CodeKind::Bpt,
        CodeKind::Bpt,
        CodeKind::Ept,
        CodeKind::Ept,
        CodeKind::Ph,
        CodeKind::It,
        CodeKind::Hi,
        CodeKind::Ut,
        CodeKind::Sub,
    ];
    let leaf = text().prop_map(Inline::Text);
    let piece = leaf.prop_recursive(3, 10, 3, move |inner| {
        let attributes = named(vec![
            "i",
            "x",
            "type",
            "pos",
            "assoc",
            "equiv-text",
            "id",
            "equiv",
            "disp",
            "annotation",
            "startRef",
        ]);
        (
            prop::sample::select(kinds.clone()),
            attributes,
            vec(inner, 0..3),
        )
            .prop_map(|(kind, attributes, content)| {
                Inline::Code(Code {
                    kind,
                    attributes,
                    content: joined(content),
                })
            })
    });
    vec(piece, 0..6).prop_map(|pieces| Segment {
        content: joined(pieces),
    })
}

fn neighbour() -> impl Strategy<Value = Neighbour> {
    prop_oneof![
        Just(Neighbour::Unknown),
        Just(Neighbour::Border),
        text().prop_map(Neighbour::Text)
    ]
}

fn variant(tags: &'static [&'static str]) -> impl Strategy<Value = Tuv> {
    let tag = prop::sample::select(tags);
    (
        tag,
        segment(),
        attributes(),
        annotations(),
        neighbour(),
        neighbour(),
    )
        .prop_map(
            |(tag, mut segment, attributes, annotations, before, after)| {
                segment.content.insert(0, Inline::Text("x".into()));
                segment.content = joined(segment.content);
                Tuv {
                    lang: Lang::parse(tag).unwrap(),
                    segment,
                    attributes,
                    annotations,
                    before,
                    after,
                }
            },
        )
}

/// A unit of English and Azerbaijani, as full as can be.
fn unit() -> impl Strategy<Value = Tu> {
    (
        option::of(prop_oneof![
            text(),
            prop::sample::select(vec!["a", "b", "7", "karvan-1"]).prop_map(String::from)
        ]),
        option::of(prop::sample::select(vec!["en", "en-GB", "az", "zh"])),
        attributes(),
        annotations(),
        option::of(prop::sample::select(vec!["a.docx", "b & c.html"])),
        option::of(0.0..=1.0f64),
        variant(&["en", "en-US"]),
        variant(&["az", "az-Latn-AZ"]),
    )
        .prop_map(
            |(tuid, source_lang, attributes, annotations, origin, alignment, source, target)| Tu {
                tuid,
                source_lang: source_lang.map(|tag| Lang::parse(tag).unwrap()),
                attributes,
                annotations,
                origin: origin.map(String::from),
                alignment,
                variants: vec![source, target],
            },
        )
}

fn lang(tag: &str) -> Lang {
    Lang::parse(tag).unwrap()
}

fn written(mut writer: impl UnitWriter, units: &[Tu]) {
    for tu in units {
        writer.write(tu).unwrap();
    }
    writer.finish().unwrap();
    // What gettext refuses is written all the same.
    let left_out = writer.left_out();
    let mut counts = left_out.counts().iter();
    assert!(
        counts.all(|(kind, _)| kind.starts_with("entries that gettext refuses")),
        "{left_out:?}"
    );
}

/// The units of a file that must be found by its content and read without a remark.
fn read(bytes: &[u8], options: &ReadOptions) -> Vec<Tu> {
    read_as(bytes, options, true)
}

/// The units of a file that must be found by its content, whatever is said of them.
fn read_with_remarks(bytes: &[u8], options: &ReadOptions) -> Vec<Tu> {
    read_as(bytes, options, false)
}

fn read_as(bytes: &[u8], options: &ReadOptions, quietly: bool) -> Vec<Tu> {
    let mut reader = read_units(
        Box::new(Cursor::new(bytes.to_vec())),
        Path::new("a"),
        options,
    )
    .unwrap();
    let mut units = Vec::new();
    while let Some(entry) = reader.next_entry() {
        match entry.unwrap() {
            Entry::Unit {
                tu, mut remarks, ..
            } => {
                // gettext counts the forms of an entry, so that the empty ones are written.
                remarks.retain(|remark| !remark.text.starts_with("forms without a translation"));
                // A unit may have them before it is written.
                remarks.retain(|remark| {
                    let own = [
                        Oddity::UnpairedCode,
                        Oddity::EmptySegment,
                        Oddity::OneLanguage,
                    ];
                    !own.contains(&remark.oddity)
                });
                if quietly {
                    assert_eq!(remarks, [], "{}", String::from_utf8_lossy(bytes));
                }
                units.push(*tu);
            }
            rejected @ Entry::Rejected(_) => {
                panic!("{rejected:?}\n{}", String::from_utf8_lossy(bytes))
            }
        }
    }
    units
}

fn none() -> ReadOptions {
    ReadOptions::default()
}

/// As XLIFF 2 has it: a start code says that it is isolated exactly where no end code names it, and an end code exactly where it
/// names none; no two name the same.
fn halves_are_isolated_that_are_alone(file: &str) {
    let value = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
        Some(rest.split('"').next().unwrap().to_owned())
    };
    let tags = |text: &str, name: &str| -> Vec<String> {
        let begin = format!("<{name} ");
        let found = text.split(&begin).skip(1);
        found
            .map(|rest| format!(" {}", rest.split('>').next().unwrap()))
            .collect()
    };
    for (side, end) in [("<source>", "</source>"), ("<target>", "</target>")] {
        for text in file.split(side).skip(1) {
            let text = text.split(end).next().unwrap();
            let ends = tags(text, "ec");
            let mut named: Vec<String> = ends
                .iter()
                .filter_map(|tag| value(tag, "startRef"))
                .collect();
            for tag in &ends {
                let alone = value(tag, "isolated").is_some();
                assert_eq!(alone, value(tag, "startRef").is_none(), "{text}");
                assert_eq!(alone, value(tag, "id").is_some(), "{text}");
            }
            for tag in tags(text, "sc") {
                let id = value(&tag, "id").unwrap();
                let count = named.iter().filter(|name| **name == id).count();
                let alone = value(&tag, "isolated").is_some();
                assert_eq!(count, usize::from(!alone), "{text}");
                named.retain(|name| *name != id);
            }
            assert!(named.is_empty(), "{text}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn xliff_1(units in vec(unit(), 0..4)) {
        let mut out = Vec::new();
        written(xliff::Writer::new(&mut out, lang("en"), lang("az")), &units);
        prop_assert_eq!(read(&out, &none()), units, "{}", String::from_utf8_lossy(&out));
    }

    #[test]
    fn xliff_2(units in vec(unit(), 0..4)) {
        let mut out = Vec::new();
        written(xliff::Writer2::new(&mut out, lang("en"), lang("az")), &units);
        prop_assert_eq!(read(&out, &none()), units, "{}", String::from_utf8_lossy(&out));
        halves_are_isolated_that_are_alone(&String::from_utf8_lossy(&out));
    }

    #[test]
    fn json_lines(units in vec((unit(), option::of(variant(&["zh", "az"])), any::<bool>()), 1..4)) {
        let units: Vec<Tu> = units.into_iter().map(|(mut tu, more, reversed)| {
            tu.variants.extend(more);
            if reversed {
                tu.variants.reverse();
            }
            tu
        }).collect();
        let mut out = Vec::new();
        written(jsonl::Writer::new(&mut out, vec![lang("en"), lang("az")]), &units);
        prop_assert_eq!(read(&out, &none()), units, "{}", String::from_utf8_lossy(&out));
    }

    #[test]
    fn comma_separated(rows in vec((option::of("[a-z0-9]{1,5}"), text(), text()), 0..4)) {
        let units: Vec<Tu> = rows.into_iter().map(|(tuid, en, az)| Tu {
            tuid,
            source_lang: Some(lang("en")),
            variants: vec![Tuv::plain(lang("en"), format!("x{en}")), Tuv::plain(lang("az"), format!("{az}y"))],
            ..Tu::default()
        }).collect();
        let mut out = Vec::new();
        written(csv::Writer::new(&mut out, vec![lang("en"), lang("az")]), &units);
        let options = ReadOptions { source: Some(lang("en")), target: None, ..ReadOptions::default() };
        prop_assert_eq!(read(&out, &options), units, "{}", String::from_utf8_lossy(&out));
    }
}

/// What PO says of a unit, in its order.
fn po_annotations() -> impl Strategy<Value = Vec<Annotation>> {
    let comment = || text().prop_map(|text| text.replace('\r', ""));
    let said = |name: &'static str, value: BoxedStrategy<String>| {
        option::of(value.prop_map(move |value| {
            Annotation::Prop(Prop {
                kind: format!("x-po:{name}"),
                value,
                attributes: Vec::new(),
            })
        }))
    };
    let flags = prop::sample::select(vec!["c-format", "no-wrap, python-format"])
        .prop_map(String::from)
        .boxed();
    (
        option::of(comment().prop_map(|text| {
            Annotation::Note(Note {
                text,
                attributes: Vec::new(),
            })
        })),
        said("extracted", comment().boxed()),
        said("reference", comment().boxed()),
        said("flags", flags),
        said("previous-msgctxt", comment().boxed()),
        said("previous-msgid", comment().boxed()),
        said("msgctxt", comment().boxed()),
    )
        .prop_map(|(a, b, c, d, e, f, g)| {
            // gettext knows no previous context without a previous source.
            let e = e.filter(|_| f.is_some());
            [a, b, c, d, e, f, g].into_iter().flatten().collect()
        })
}

/// The units of an entry of PO: one, or those of its plural forms, as many as the language has or fewer.
fn po_units(target: &'static str) -> impl Strategy<Value = Vec<Tu>> {
    let most = match target {
        "zh" => 1,
        "ru" => 3,
        _ => 2,
    };
    let texts = vec(text().prop_map(|text| format!("{text}x")), 1..=most);
    (
        po_annotations(),
        text(),
        text(),
        texts,
        0..3u8,
        any::<bool>(),
    )
        .prop_map(move |(annotations, one, many, texts, forms, obsolete)| {
            let (one, many) = (format!("o{one}"), format!("m{many}"));
            let unit = |source: &str, text: &str, more: &[(&str, String)]| {
                let mut annotations = annotations.clone();
                let obsolete = obsolete.then(|| ("obsolete", "yes".to_owned()));
                for (name, value) in more.iter().cloned().chain(obsolete) {
                    annotations.push(Annotation::Prop(Prop {
                        kind: format!("x-po:{name}"),
                        value,
                        attributes: Vec::new(),
                    }));
                }
                Tu {
                    source_lang: Some(lang("en")),
                    annotations,
                    variants: vec![
                        Tuv::plain(lang("en"), source),
                        Tuv::plain(lang(target), text),
                    ],
                    ..Tu::default()
                }
            };
            match forms {
                0 => vec![unit(&one, &texts[0], &[])],
                // A language with one form, then one with several of which some may have no translation yet.
                1 | 2 if target == "zh" => vec![unit(
                    &many,
                    &texts[0],
                    &[("form", "0".into()), ("msgid", one)],
                )],
                _ => texts
                    .iter()
                    .enumerate()
                    .map(|(form, text)| match form {
                        0 => unit(
                            &one,
                            text,
                            &[("form", "0".into()), ("msgid_plural", many.clone())],
                        ),
                        form => unit(
                            &many,
                            text,
                            &[("form", form.to_string()), ("msgid", one.clone())],
                        ),
                    })
                    .collect(),
            }
        })
}

/// Entries of a language with one form, with two or with three.
fn po_files() -> impl Strategy<Value = (&'static str, Vec<Vec<Tu>>)> {
    prop::sample::select(vec!["az", "ru", "zh"])
        .prop_flat_map(|target| (Just(target), vec(po_units(target), 0..5)))
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn po((target, units) in po_files(), first in 0..2usize) {
        let units: Vec<Tu> = units.concat().into_iter().skip(first).collect();
        let mut out = Vec::new();
        written(po::Writer::new(&mut out, &Header::default(), lang("en"), lang(target)), &units);
        prop_assert_eq!(read(&out, &none()), units, "{}", String::from_utf8_lossy(&out));
    }

    /// Forms of one source from languages with one form and with three, in any order and number.
    #[test]
    fn po_of_any_forms_is_the_same_when_it_is_written_again(
        forms in vec((0..4u8, "[a-c]"), 0..7),
        target in prop::sample::select(vec!["az", "ru", "zh"]),
    ) {
        let unit = |(number, text): &(u8, String)| {
            let (form, name, other, source) = match number {
                // Of a language with one form.
                3 => (0, "msgid", "day", "days"),
                0 => (0, "msgid_plural", "days", "day"),
                form => (*form, "msgid", "day", "days"),
            };
            let props = [("x-po:form", form.to_string()), (name, other.to_owned())];
            let annotations = props.map(|(name, value)| {
                let kind = if name.contains(':') { name.into() } else { format!("x-po:{name}") };
                Annotation::Prop(Prop { kind, value, attributes: Vec::new() })
            });
            Tu {
                source_lang: Some(lang("en")),
                annotations: annotations.into(),
                variants: vec![Tuv::plain(lang("en"), source), Tuv::plain(lang(target), text)],
                ..Tu::default()
            }
        };
        let units: Vec<Tu> = forms.iter().map(unit).collect();
        let write = |units: &[Tu]| {
            let mut out = Vec::new();
            let mut writer = po::Writer::new(&mut out, &Header::default(), lang("en"), lang(target));
            for tu in units {
                writer.write(tu).unwrap();
            }
            writer.finish().unwrap();
            drop(writer);
            out
        };
        let first = write(&units);
        let again = read_with_remarks(&first, &none());
        let pairs = |units: &[Tu]| {
            let mut pairs: Vec<Vec<String>> = units
                .iter()
                .map(|tu| tu.variants.iter().map(|tuv| tuv.segment.text()).collect())
                .collect();
            pairs.sort();
            pairs
        };
        prop_assert_eq!(pairs(&again), pairs(&units), "{}", String::from_utf8_lossy(&first));
        let second = write(&again);
        prop_assert_eq!(String::from_utf8_lossy(&second), String::from_utf8_lossy(&first));
    }
}

/// A fixture with a few bytes changed, cut out or put in.
#[test]
fn po_tells_units_of_one_source_and_context_apart_and_gives_both_back() {
    let unit = |context: Option<&str>, az: &str| Tu {
        source_lang: Some(lang("en")),
        annotations: context
            .map(|value| {
                Annotation::Prop(Prop {
                    kind: "x-po:msgctxt".into(),
                    value: value.into(),
                    attributes: Vec::new(),
                })
            })
            .into_iter()
            .collect(),
        variants: vec![Tuv::plain(lang("en"), "Close"), Tuv::plain(lang("az"), az)],
        ..Tu::default()
    };
    let units = [
        unit(Some("menu"), "Bağla"),
        unit(Some("menu"), "Qapat"),
        unit(Some(""), "Örtün"),
        unit(Some(""), "Bağlayın"),
        unit(None, "Yaxın"),
        unit(None, "Bağla"),
    ];
    let mut out = Vec::new();
    written(
        po::Writer::new(&mut out, &Header::default(), lang("en"), lang("az")),
        &units,
    );
    let text = String::from_utf8(out).unwrap();
    assert!(text.contains("msgctxt \"menu karvan-1\""), "{text}");
    let again = read(text.as_bytes(), &none());
    let said: Vec<_> = again
        .iter()
        .map(|tu| (&tu.annotations, &tu.variants))
        .collect();
    let wanted: Vec<_> = units
        .iter()
        .map(|tu| (&tu.annotations, &tu.variants))
        .collect();
    assert_eq!(said, wanted);
}

fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/formats");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let files: Vec<Vec<u8>> = files
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect();
    let change = (
        any::<prop::sample::Index>(),
        0..20usize,
        vec(any::<u8>(), 0..4),
    );
    (prop::sample::select(files), vec(change, 1..4)).prop_map(|(mut bytes, changes)| {
        for (at, cut, new) in changes {
            if bytes.is_empty() {
                break;
            }
            let from = at.index(bytes.len());
            let to = (from + cut).min(bytes.len());
            bytes.splice(from..to, new);
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn damaged_files_never_panic(bytes in damaged()) {
        let options = ReadOptions { source: Some(lang("en")), target: Some(lang("az")), ..ReadOptions::default() };
        if let Ok(mut reader) = read_units(Box::new(Cursor::new(bytes)), Path::new("/nowhere"), &options) {
            let mut failed = false;
            while let Some(entry) = reader.next_entry() {
                prop_assert!(!failed, "something follows an error");
                failed = entry.is_err();
            }
        }
    }
}

/// Files of many random units, for the schemas and programs of others: `tests/foreign/exchange.sh` runs it.
#[test]
#[ignore = "writes files into the folder KARVAN_OUT for other programs"]
fn random_files_for_other_programs() {
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::TestRunner;
    let folder = std::env::var("KARVAN_OUT").unwrap();
    let mut runner = TestRunner::deterministic();
    let units: Vec<Tu> = (0..3000)
        .map(|_| unit().new_tree(&mut runner).unwrap().current())
        .collect();
    let file = |name: &str| std::fs::File::create(Path::new(&folder).join(name)).unwrap();
    written(
        xliff::Writer::new(file("random.1.xlf"), lang("en"), lang("az")),
        &units,
    );
    written(
        xliff::Writer2::new(file("random.2.xlf"), lang("en"), lang("az")),
        &units,
    );
    let units: Vec<Tu> = (0..3000)
        .flat_map(|_| po_units("az").new_tree(&mut runner).unwrap().current())
        .collect();
    let header = Header::default();
    written(
        po::Writer::new(file("random.po"), &header, lang("en"), lang("az")),
        &units,
    );
}
