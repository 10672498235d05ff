//! Inline codes around the segments of a text in XLIFF: wherever they stand, each is in one segment, and no text changes.

use karvan::format::detect::{ReadOptions, read_units};
use karvan::format::{Entry, UnitWriter, xliff};
use karvan::lang::Lang;
use karvan::model::{CodeKind, Inline, Segment, Tu};
use proptest::collection::vec;
use proptest::prelude::*;
use std::io::Cursor;
use std::path::Path;
use std::time::{Duration, Instant};

/// What stands in a text that is cut into segments.
#[derive(Debug, Clone, Copy)]
enum Piece {
    /// A pair of codes begins.
    Open,
    /// The pair that was begun last ends.
    Close,
    /// A code that stands alone.
    Alone,
    Segment,
}

fn pieces() -> impl Strategy<Value = Vec<Piece>> {
    let piece = prop_oneof![
        Just(Piece::Open),
        Just(Piece::Close),
        Just(Piece::Alone),
        Just(Piece::Segment)
    ];
    vec(piece, 0..16)
}

/// The content of a `seg-source` or `target`, with this text in each segment: segments count from 1 in the order of
/// `order`, codes as they come. Gives how many there are of both.
fn content(pieces: &[Piece], text: &str, order: &[usize]) -> (String, usize, usize) {
    let (mut out, mut open) = (String::new(), Vec::new());
    let (mut segments, mut codes) = (0, 0);
    let mut add = |piece: Piece, open: &mut Vec<usize>| match piece {
        Piece::Open => {
            codes += 1;
            open.push(codes);
            out.push_str(&format!("<g id=\"{codes}\">"));
        }
        Piece::Close if open.pop().is_some() => out.push_str("</g>"),
        Piece::Close => {}
        Piece::Alone => {
            codes += 1;
            out.push_str(&format!("<x id=\"{codes}\"/>"));
        }
        Piece::Segment => {
            let mid = order.get(segments).map_or(segments + 1, |mid| mid + 1);
            segments += 1;
            out.push_str(&format!(
                "<mrk mtype=\"seg\" mid=\"{mid}\">{text} {mid}</mrk> "
            ));
        }
    };
    for piece in pieces {
        add(*piece, &mut open);
    }
    add(Piece::Segment, &mut open);
    while !open.is_empty() {
        add(Piece::Close, &mut open);
    }
    (out, segments, codes)
}

fn file(source: &str, target: &str) -> String {
    let tags = source.split('<').filter_map(|tag| tag.split_once('>'));
    let text: String = tags.map(|(_, text)| text).collect();
    format!(
        "<xliff version=\"1.2\"><file source-language=\"en\" target-language=\"az\"><body><trans-unit id=\"u\">\
         <source>{text}</source><seg-source>{source}</seg-source><target>{target}</target></trans-unit></body></file></xliff>"
    )
}

/// The units of a file about which nothing is odd.
fn units(bytes: &[u8]) -> Vec<Tu> {
    let input = Box::new(Cursor::new(bytes.to_vec()));
    let mut reader = read_units(input, Path::new("a.xlf"), &ReadOptions::default()).unwrap();
    let mut units = Vec::new();
    while let Some(entry) = reader.next_entry() {
        match entry.unwrap() {
            Entry::Unit { tu, remarks, .. } => {
                assert_eq!(remarks, []);
                units.push(*tu);
            }
            rejected @ Entry::Rejected(_) => panic!("{rejected:?}"),
        }
    }
    assert_eq!(reader.remarks(), []);
    units
}

/// The codes of a segment: whether each begins, ends or stands alone, and its identifier.
fn codes(segment: &Segment) -> Vec<(char, String)> {
    let code = |piece: &Inline| match piece {
        Inline::Text(_) => None,
        Inline::Code(code) => {
            let id = code.attribute("i").or(code.attribute("x")).unwrap();
            let ends = code.kind == CodeKind::Ept || code.attribute("pos") == Some("end");
            let what = match code.kind {
                CodeKind::Ph => '-',
                _ if ends => '>',
                _ => '<',
            };
            Some((what, id.to_owned()))
        }
    };
    let mut codes: Vec<_> = segment.content.iter().filter_map(code).collect();
    codes.sort();
    codes
}

fn lang(tag: &str) -> Lang {
    Lang::parse(tag).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn each_code_around_segments_is_in_one_of_them(
        pieces in pieces(),
        order in Just((0..17).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let (source, count, of_all) = content(&pieces, "Segment", &[]);
        let order: Vec<usize> = order.into_iter().filter(|mid| *mid < count).collect();
        for order in [&[], &order[..]] {
            let (target, ..) = content(&pieces, "Seqment", order);
            let found = units(file(&source, &target).as_bytes());
            prop_assert_eq!(found.len(), count);
            let mut all = [Vec::new(), Vec::new()];
            for (n, tu) in found.iter().enumerate() {
                for (side, word) in ["Segment", "Seqment"].into_iter().enumerate() {
                    let segment = &tu.variants[side].segment;
                    prop_assert_eq!(segment.text(), format!("{word} {}", n + 1));
                    all[side].extend(codes(segment));
                }
                let [source, target] = [0, 1].map(|side| &tu.variants[side].segment);
                if order.is_empty() {
                    prop_assert_eq!(codes(source), codes(target), "{:?}", found);
                }
            }
            for mut all in all {
                let count = all.len();
                all.sort();
                all.dedup();
                prop_assert_eq!(all.len(), count);
                let begun = all.iter().filter(|(what, _)| *what != '>').count();
                let ended = all.iter().filter(|(what, _)| *what != '<').count();
                prop_assert_eq!((begun, ended), (of_all, of_all));
            }
            // What other programs get is the same again.
            let (mut first, mut second) = (Vec::new(), Vec::new());
            let mut writers: [Box<dyn UnitWriter>; 2] = [
                Box::new(xliff::Writer::new(&mut first, lang("en"), lang("az"))),
                Box::new(xliff::Writer2::new(&mut second, lang("en"), lang("az"))),
            ];
            for writer in &mut writers {
                for tu in &found {
                    writer.write(tu).unwrap();
                }
                writer.finish().unwrap();
            }
            drop(writers);
            prop_assert_eq!(units(&first), found.clone());
            prop_assert_eq!(units(&second), found);
        }
    }
}

#[test]
fn many_codes_and_segments_take_a_time_that_grows_with_them() {
    let begun = Instant::now();
    let deep = 50_000;
    let open = (0..deep).fold(String::new(), |open, n| open + &format!("<g id=\"{n}\">"));
    let segments =
        "<mrk mtype=\"seg\" mid=\"1\">One.</mrk> <mrk mtype=\"seg\" mid=\"2\">Two.</mrk>";
    let nested = format!("{open}{segments}{}", "</g>".repeat(deep));
    let found = units(file(&nested, &nested).as_bytes());
    let pieces = found.iter().map(|tu| tu.variants[1].segment.content.len());
    assert_eq!(pieces.collect::<Vec<_>>(), [deep + 1, deep + 1]);

    let wide: Vec<Piece> = [Piece::Open, Piece::Segment, Piece::Close, Piece::Alone].repeat(10_000);
    let (content, count, _) = content(&wide, "One.", &[]);
    assert_eq!(units(file(&content, &content).as_bytes()).len(), count);

    let marks = "<mrk mtype=\"x-a\">".repeat(40);
    let content = format!(
        "{marks}{}{}",
        "<mrk mtype=\"seg\" mid=\"1\">One.</mrk>",
        "</mrk>".repeat(40)
    );
    assert_eq!(units(file(&content, &content).as_bytes()).len(), 1);
    assert!(begun.elapsed() < Duration::from_secs(60));
}
