//! TMX: what is written is read back the same, and no input makes the reader panic.
//!
//! `PROPTEST_CASES=100000 cargo test --release --test tmx_properties` runs many more cases than the default.

mod tmx_support;

use karvan::lang::Lang;
use karvan::model::{
    Annotation, Attributes, Code, CodeKind, Header, Inline, Neighbour, Note, Prop, Segment, Tu, Tuv,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use tmx_support::{check_structure, read_all, try_read, units, units_of, write_all};

/// Any text that XML can hold, with a liking for what is easily broken.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(|c| match c {
            '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}' =>
                "?".into(),
            c => String::from(c),
        }),
        prop::sample::select(vec![
            "&", "<", ">", "\"", "'", "]]>", "\r", "\n", "\t", "\r\n", " ", "  ", "&amp;", "&#13;",
            "<!--", "ə", "İ", "I\u{307}", "e\u{301}", "北京", "😀", "\u{85}", "\u{2028}",
            "\u{feff}", "\u{a0}", "\u{fffd}", "</seg>", "x",
        ])
        .prop_map(String::from),
    ];
    vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

fn lang() -> impl Strategy<Value = Lang> {
    prop::sample::select(vec![
        "en",
        "en-GB",
        "az",
        "az-Cyrl",
        "zh-Hans-CN",
        "AZ-01",
        "x_y",
        "tlh",
    ])
    .prop_map(|tag| Lang::parse_lenient(tag).unwrap().0)
}

fn date() -> impl Strategy<Value = String> {
    (1900..2100, 1..13, 1..29, 0..24, 0..60, 0..60)
        .prop_map(|(y, mo, d, h, mi, s)| format!("{y:04}{mo:02}{d:02}T{h:02}{mi:02}{s:02}Z"))
}

/// Attributes with different names.
fn named(names: Vec<&'static str>) -> impl Strategy<Value = Vec<(String, String)>> {
    let most = names.len().min(4);
    (prop::sample::subsequence(names, 0..=most), vec(text(), 4))
        .prop_map(|(names, values)| names.into_iter().map(String::from).zip(values).collect())
}

fn annotations() -> impl Strategy<Value = Vec<Annotation>> {
    let attributes = || named(vec!["xml:lang", "lang", "o-encoding"]);
    let prop = (text(), text(), attributes()).prop_map(|(kind, value, attributes)| {
        Annotation::Prop(Prop {
            kind,
            value,
            attributes,
        })
    });
    let note = (text(), attributes())
        .prop_map(|(text, attributes)| Annotation::Note(Note { text, attributes }));
    vec(prop_oneof![prop, note], 0..3)
}

/// Attributes as reading leaves them: those that TMX has first, then the others.
fn attributes(known: Vec<&'static str>) -> impl Strategy<Value = Attributes> {
    let foreign = named(vec![
        "match",
        "before",
        "codes",
        "attribute-x",
        "x-karvan:y",
        "tuid",
        "lang",
        "no name",
        "",
    ]);
    (
        option::of(date()),
        option::of(text()),
        option::of(date()),
        option::of(text()),
        named(known),
        foreign,
    )
        .prop_map(
            |(creation_date, creation_id, change_date, change_id, known, foreign)| Attributes {
                creation_date,
                creation_id,
                change_date,
                change_id,
                other: known.into_iter().chain(foreign).collect(),
            },
        )
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
        CodeKind::Ept,
        CodeKind::Ph,
        CodeKind::It,
        CodeKind::Hi,
        CodeKind::Ut,
        CodeKind::Sub,
    ];
    let leaf = text().prop_map(Inline::Text);
    let piece = leaf.prop_recursive(4, 12, 4, move |inner| {
        let attributes = named(vec![
            "i",
            "x",
            "type",
            "pos",
            "assoc",
            "datatype",
            "id",
            "xml:space",
        ]);
        let end = prop::sample::select(vec!["begin", "end", "middle"]);
        (
            prop::sample::select(kinds.clone()),
            attributes,
            end,
            vec(inner, 0..4),
        )
            .prop_map(|(kind, mut attributes, end, content)| {
                // What the DTD requires is there, so that the writer supplies nothing.
                let required = match kind {
                    CodeKind::Bpt | CodeKind::Ept => "i",
                    CodeKind::It => "pos",
                    _ => "",
                };
                attributes.retain(|(name, _)| name != "pos" && name != required);
                match required {
                    "i" => attributes.push(("i".into(), "1".into())),
                    "pos" => attributes.push(("pos".into(), end.into())),
                    _ => {}
                }
                Inline::Code(Code {
                    kind,
                    attributes,
                    content: joined(content),
                })
            })
    });
    vec(piece, 0..5).prop_map(|pieces| Segment {
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

fn variant() -> impl Strategy<Value = Tuv> {
    let known = vec![
        "o-encoding",
        "datatype",
        "usagecount",
        "creationtool",
        "creationtoolversion",
        "o-tmf",
    ];
    (
        lang(),
        segment(),
        attributes(known),
        annotations(),
        neighbour(),
        neighbour(),
    )
        .prop_map(
            |(lang, segment, attributes, annotations, before, after)| Tuv {
                lang,
                segment,
                attributes,
                annotations,
                before,
                after,
            },
        )
}

fn unit() -> impl Strategy<Value = Tu> {
    let known = vec![
        "o-encoding",
        "datatype",
        "usagecount",
        "creationtool",
        "o-tmf",
    ];
    let head = (
        option::of(text()),
        attributes(known),
        annotations(),
        option::of(text()),
        option::of(0.0..=1.0),
    );
    (head, vec(variant(), 1..4), any::<bool>()).prop_map(
        |((tuid, attributes, annotations, origin, alignment), variants, directed)| {
            // The first variant in its language is the one that the source language finds.
            let source_lang = directed.then(|| variants[0].lang.clone());
            Tu {
                tuid,
                source_lang,
                attributes,
                annotations,
                origin,
                alignment,
                variants,
            }
        },
    )
}

/// A unit whose variants hold the same codes, each in an order of its own, now and then without one of them.
fn shuffled() -> impl Strategy<Value = Tu> {
    let kind = prop::sample::select(vec![
        CodeKind::Bpt,
        CodeKind::Ph,
        CodeKind::It,
        CodeKind::Ut,
        CodeKind::Hi,
    ]);
    let native = prop::sample::select(vec!["<a>", "<b>", "<a>\r\n", ""]);
    let code = (
        kind,
        native,
        option::of("[ab]"),
        option::weighted(0.1, "[1-4]"),
    )
        .prop_map(|(kind, native, type_of, x)| {
            let mut attributes = Vec::new();
            match kind {
                CodeKind::Bpt => attributes.push(("i".to_owned(), "1".to_owned())),
                CodeKind::It => attributes.push(("pos".to_owned(), "begin".to_owned())),
                _ => {}
            }
            attributes.extend(x.map(|x| ("x".to_owned(), x)));
            attributes.extend(type_of.map(|name| ("type".to_owned(), name)));
            let content = vec![Inline::Text(native.to_owned())];
            Inline::Code(Code {
                kind,
                attributes,
                content: joined(content),
            })
        });
    let codes = vec(code, 1..4);
    let orders = codes.prop_flat_map(|codes| {
        let order = Just(codes).prop_shuffle();
        vec((order, prop::bool::weighted(0.1)), 2..4)
    });
    (orders, annotations()).prop_map(|(orders, annotations)| {
        let tags = ["en", "az", "zh"].into_iter();
        let variants = tags.zip(orders).map(|(tag, (mut codes, lacks))| {
            if lacks {
                codes.pop();
            }
            Tuv {
                segment: Segment { content: codes },
                annotations: annotations.clone(),
                ..Tuv::plain(Lang::parse(tag).unwrap(), "")
            }
        });
        Tu {
            variants: variants.collect(),
            ..Tu::default()
        }
    })
}

/// The different `x` of each segment's codes as they stand in a file, sorted.
fn places(tmx: &[u8]) -> Vec<Vec<String>> {
    let text = String::from_utf8(tmx.to_vec()).unwrap();
    let segments = text.split("<seg>").skip(1);
    let of = |segment: &str| {
        let segment = segment.split("</seg>").next().unwrap_or_default();
        let values = segment.split(" x=\"").skip(1);
        let mut values: Vec<String> = values
            .filter_map(|rest| rest.split('"').next().map(str::to_owned))
            .collect();
        values.sort();
        values.dedup();
        values
    };
    segments.map(of).collect()
}

/// TMX with something broken in it.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let whole = prop_oneof![
        vec(unit(), 0..3).prop_map(|units| write_all(&Header::default(), &units)),
        shuffled().prop_map(|unit| write_all(&Header::default(), &[unit])),
        Just(include_bytes!("data/tmx/codes.tmx").to_vec()),
        Just(include_bytes!("data/tmx/annotations.tmx").to_vec()),
        Just(include_bytes!("data/tmx/odd.tmx").to_vec()),
    ];
    let splice = prop_oneof![
        vec(any::<u8>(), 0..4),
        prop::sample::select(vec![
            "<",
            ">",
            "&",
            "\"",
            "'",
            "/>",
            "<!--",
            "-->",
            "<!-->",
            "<![CDATA[",
            "]]>",
            "<?",
            "?>",
            "<!",
            "<!DOCTYPE",
            "[",
            "&#0;",
            "&#x110000;",
            "&a;",
            "<tu>",
            "</tu>",
            "<seg>",
            "</seg>",
            "<hi>",
            "</hi>",
            "xml:lang=\"\"",
            "\u{feff}",
            "<?xml version='1.0' encoding='utf-16'?>",
            "<prop type=\"x-karvan:codes\">[[1,\"sub\",[]]]</prop>",
        ])
        .prop_map(|s| s.as_bytes().to_vec()),
    ];
    (
        whole,
        vec((any::<prop::sample::Index>(), 0usize..6, splice), 0..4),
    )
        .prop_map(|(mut bytes, edits)| {
            for (at, remove, insert) in edits {
                if bytes.is_empty() {
                    break;
                }
                let at = at.index(bytes.len());
                let end = (at + remove).min(bytes.len());
                bytes.splice(at..end, insert);
            }
            bytes
        })
}

/// Whatever is read can be written, is then valid, and is the same file the second time.
fn survives(bytes: &[u8]) -> Result<(), TestCaseError> {
    let Ok((header, entries)) = try_read(bytes) else {
        return Ok(());
    };
    let first = write_all(&header, &units_of(entries));
    prop_assert_eq!(check_structure(&first), Ok(()));
    let (header, entries) = read_all(&first);
    let second = write_all(&header, &units_of(entries));
    prop_assert_eq!(
        String::from_utf8_lossy(&first),
        String::from_utf8_lossy(&second)
    );
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn written_units_are_read_back_the_same(all in vec(unit(), 0..3)) {
        let written = write_all(&Header::default(), &all);
        prop_assert_eq!(check_structure(&written), Ok(()));
        let read = units(&written);
        prop_assert_eq!(&read, &all);
        let again = write_all(&read_all(&written).0, &read);
        prop_assert_eq!(String::from_utf8_lossy(&written), String::from_utf8_lossy(&again));
    }

    #[test]
    fn codes_in_another_order_are_read_back_the_same(unit in shuffled()) {
        let written = write_all(&Header::default(), std::slice::from_ref(&unit));
        prop_assert_eq!(check_structure(&written), Ok(()));
        let places = places(&written);
        prop_assert!(places.windows(2).all(|pair| pair[0] == pair[1]), "{places:?}");
        let read = units(&written);
        prop_assert_eq!(&read, std::slice::from_ref(&unit));
        let again = write_all(&read_all(&written).0, &read);
        prop_assert_eq!(String::from_utf8_lossy(&written), String::from_utf8_lossy(&again));
    }

    #[test]
    fn damaged_files_never_panic(bytes in damaged()) {
        survives(&bytes)?;
    }

    #[test]
    fn any_bytes_never_panic(bytes in vec(any::<u8>(), 0..200), mark in 0..4usize) {
        let marks: [&[u8]; 4] = [b"", b"\xff\xfe", b"<tmx>", b"<?xml version='1.0' encoding='gbk'?><tmx><body>"];
        survives(&[marks[mark], &bytes].concat())?;
    }
}
