use super::*;
use proptest::prelude::*;

fn lang(tag: &str) -> Lang {
    Lang::parse(tag).unwrap()
}

const MODES: [LineMode; 3] = [LineMode::Wrapped, LineMode::Paragraph, LineMode::Segment];

#[test]
fn every_built_in_rule_compiles() {
    let rules = Rules::built_in().unwrap();
    for tag in ["en-GB", "az-Latn-AZ", "zh-Hans", "de"] {
        assert!(!rules.for_language(&lang(tag)).is_empty());
        rules.splitter(&lang(tag)).unwrap();
    }
}

/// The cases of `tests/data/segmentation.tsv`: language, text, segments parted by ` ⏎ `.
#[test]
fn cases_are_cut_as_written() {
    let rules = Rules::built_in().unwrap();
    let splitters = ["en", "az", "zh", "de", "ka", "ar", "hi", "hy", "ur"]
        .map(|tag| (tag, rules.splitter(&lang(tag)).unwrap()));
    let mut wrong = Vec::new();
    for line in include_str!("../../tests/data/segmentation.tsv")
        .lines()
        .skip(1)
    {
        let columns: Vec<&str> = line.split('\t').collect();
        let (_, splitter) = splitters
            .iter()
            .find(|(tag, _)| *tag == columns[0])
            .unwrap();
        let spans = splitter.segment(columns[1], LineMode::Paragraph);
        let found: Vec<String> = spans
            .into_iter()
            .map(|span| clean(&columns[1][span]))
            .collect();
        if found.join(" ⏎ ") != columns[2] {
            wrong.push(format!(
                "{}\n  want {}\n  got  {}",
                columns[0],
                columns[2],
                found.join(" ⏎ ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn line_ends_by_mode() {
    let rules = Rules::built_in().unwrap();
    let text = "A heading\r\n\r\nThe first line goes\non here. A second.\n- an item\n\n";
    for (mode, segments) in [
        (
            LineMode::Wrapped,
            vec![
                "A heading",
                "The first line goes on here.",
                "A second.",
                "- an item",
            ],
        ),
        (
            LineMode::Paragraph,
            vec![
                "A heading",
                "The first line goes",
                "on here.",
                "A second.",
                "- an item",
            ],
        ),
        (
            LineMode::Segment,
            vec![
                "A heading",
                "The first line goes",
                "on here. A second.",
                "- an item",
            ],
        ),
    ] {
        assert_eq!(
            sentences(text, &lang("en"), &rules, mode).unwrap(),
            segments
        );
    }
}

fn srx(cascade: &str, rules: &str) -> String {
    format!(
        r#"<srx version="2.0"><header segmentsubflows="yes" cascade="{cascade}"/><body><languagerules>{rules}</languagerules>
        <maprules><languagemap languagepattern="EN.*" languagerulename="One"/><languagemap languagepattern=".*" languagerulename="Two"/></maprules></body></srx>"#
    )
}

const TWO_SETS: &str = r"<languagerule languagerulename='One'><rule break='no'><beforebreak>(?&lt;![a-z])abc\.</beforebreak><afterbreak>\s</afterbreak></rule></languagerule>
    <languagerule languagerulename='Two'><rule break='yes'><beforebreak>[\.\u3002]+</beforebreak><afterbreak>\h</afterbreak></rule></languagerule>";

#[test]
fn a_users_rules_with_and_without_cascade() {
    let text = "See abc. Then xabc. End.";
    for (cascade, tag, segments) in [
        ("yes", "en-US", vec!["See abc. Then xabc.", "End."]),
        ("", "en-US", vec!["See abc. Then xabc.", "End."]),
        ("no", "en-US", vec!["See abc. Then xabc. End."]),
        ("no", "fr", vec!["See abc.", "Then xabc.", "End."]),
    ] {
        let file = srx(cascade, TWO_SETS).replace(" cascade=\"\"", "");
        let rules = Rules::from_srx(&file, "my.srx").unwrap();
        assert_eq!(
            sentences(text, &lang(tag), &rules, LineMode::Paragraph).unwrap(),
            segments
        );
    }
}

#[test]
fn groups_begin_where_words_begin() {
    let text = "A beast. B est. C babab. D bab. E";
    for (before, segments) in [
        (
            r"\b(a|est)\.\s",
            vec!["A beast.", "B est. C babab.", "D bab.", "E"],
        ),
        (
            r"\b(b|ba)a?\1\.\s",
            vec!["A beast.", "B est.", "C babab.", "D bab. E"],
        ),
        (
            r"\b(?<x>a|est)\.\s",
            vec!["A beast.", "B est. C babab.", "D bab.", "E"],
        ),
    ] {
        let sets = format!(
            r#"<languagerule languagerulename="One"><rule break="no"><beforebreak><![CDATA[{before}]]></beforebreak></rule></languagerule>
            <languagerule languagerulename="Two"><rule break="yes"><beforebreak>\.\s</beforebreak></rule></languagerule>"#
        );
        let rules = Rules::from_srx(&srx("yes", &sets), "my.srx").unwrap();
        assert_eq!(
            sentences(text, &lang("en"), &rules, LineMode::Paragraph).unwrap(),
            segments
        );
    }
}

#[test]
fn without_the_attribute_the_version_says_whether_rules_cascade() {
    let text = "See abc. Then xabc. End.";
    for (version, segments) in [
        ("2.0", vec!["See abc. Then xabc.", "End."]),
        ("1.0", vec!["See abc. Then xabc. End."]),
    ] {
        let file = srx("", TWO_SETS).replace(r#" cascade="""#, "");
        let file = file.replace(r#"version="2.0""#, &format!(r#"version="{version}""#));
        assert!(file.contains("<header") && !file.contains("cascade"));
        let rules = Rules::from_srx(&file, "my.srx").unwrap();
        assert_eq!(
            sentences(text, &lang("en-US"), &rules, LineMode::Paragraph).unwrap(),
            segments
        );
    }
}

#[test]
fn an_unknown_version_is_remarked() {
    for (version, remarks) in [("2.0", 0), ("1.0", 0), ("2", 0), ("3.1", 1)] {
        let file = srx("yes", TWO_SETS).replace("2.0", version);
        let rules = Rules::from_srx(&file, "my.srx").unwrap();
        assert_eq!(rules.remarks().len(), remarks);
        for remark in rules.remarks() {
            assert_eq!(
                remark,
                "my.srx:1: SRX \"3.1\" is not known and is read as 2.0"
            );
        }
    }
}

#[test]
fn a_broken_file_is_refused_with_its_line() {
    let maybe = TWO_SETS.replace("<rule break='yes'>", "\n<rule break='maybe'>");
    let broken = TWO_SETS.replace(r"(?&lt;![a-z])", "(");
    for (text, message) in [
        (
            srx("yes", &broken),
            "my.srx:1: the expression `(abc\\.` of this rule",
        ),
        (
            srx("yes", &maybe),
            "my.srx:3: break is \"maybe\", and it can be yes or no",
        ),
        (srx("perhaps", TWO_SETS), "my.srx:1: cascade is \"perhaps\""),
        ("<tmx></tmx>".into(), "my.srx:1: this is no SRX file"),
        (
            "<srx><body>\n</srx>".into(),
            "my.srx:2: this is no well-formed XML",
        ),
        (
            srx("yes", ""),
            "my.srx:2: a language map names the rules \"One\"",
        ),
    ] {
        let error = Rules::from_srx(&text, "my.srx").unwrap_err().to_string();
        assert!(error.starts_with(message), "{error}");
    }
}

#[test]
fn a_file_that_is_cut_off_is_refused_wherever_it_ends() {
    let whole = srx("yes", TWO_SETS).replace("><", ">\n<");
    let end = whole.find("</srx>").unwrap();
    for cut in (1..end).filter(|cut| whole.is_char_boundary(*cut)) {
        assert!(Rules::from_srx(&whole[..cut], "my.srx").is_err(), "{cut}");
    }
    let lines = whole[..end].trim_end().lines().count();
    let error = Rules::from_srx(whole[..end].trim_end(), "my.srx").unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "my.srx:{lines}: the file is cut off: it ends inside <srx>, which begins on line 1"
        )
    );
}

/// Any text, with what the rules look at made likely.
fn texts() -> impl Strategy<Value = String> {
    let pieces = [
        ".", "!", "?", "…", "。", "！", "？", "”", "“", "’", "\"", "）", "（", "》", "；", "：",
        " ", "\n", "\r\n", "\u{3000}", "1.", "A.", "Dr.", "və s.", "U.S.", "Bakı", "北京", "说",
        "said", "the", "\u{301}", "\u{2028}", "–",
    ];
    proptest::collection::vec(
        prop_oneof![
            proptest::sample::select(pieces.to_vec()).prop_map(str::to_owned),
            any::<char>().prop_map(String::from),
        ],
        0..40,
    )
    .prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn segments_tile_the_text(text in texts(), tag in proptest::sample::select(vec!["en", "az", "zh", "fr"])) {
        use std::sync::LazyLock;
        static SPLITTERS: LazyLock<Vec<(&str, Splitter)>> = LazyLock::new(|| {
            let rules = Rules::built_in().unwrap();
            ["en", "az", "zh", "fr"].map(|tag| (tag, rules.splitter(&lang(tag)).unwrap())).into()
        });
        let splitter = &SPLITTERS.iter().find(|(name, _)| *name == tag).unwrap().1;
        for mode in MODES {
            let spans = splitter.segment(&text, mode);
            let mut end = 0;
            for span in &spans {
                prop_assert_eq!(span.start, end);
                prop_assert!(span.end > span.start);
                prop_assert!(text.is_char_boundary(span.end));
                end = span.end;
            }
            prop_assert_eq!(end, text.len());
            let blank_lines = text.replace("\r\n", "\n").matches("\n\n").count();
            prop_assert!(blank_lines == 0 || spans.iter().all(|s| !text[s.clone()].trim().replace("\r\n", "\n").contains("\n\n")));
        }
    }
}
