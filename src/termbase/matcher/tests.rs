use super::*;

fn entry(concept: usize, text: &str) -> Entry {
    Entry {
        concept,
        text: text.into(),
        status: TermStatus::Preferred,
        pos: String::new(),
        case: false,
        layout: false,
    }
}

fn of(lang: &str, terms: &[&str], text: &str) -> Vec<Occurrence> {
    let entries = terms.iter().enumerate().map(|(n, t)| entry(n, t)).collect();
    let matcher = Matcher::new(entries, &Lang::parse(lang).unwrap());
    longest(text, matcher.find(&Prepared::new(text)))
}

fn found<'t>(lang: &str, terms: &[&str], text: &'t str) -> Vec<&'t str> {
    let found = of(lang, terms, text).into_iter();
    found.map(|o| &text[o.span]).collect()
}

#[test]
fn the_longest_match_wins_and_all_of_one_span_stay() {
    assert_eq!(
        found(
            "en",
            &["agreement", "trade agreement"],
            "Trade agreements, agreement"
        ),
        ["Trade agreements", "agreement"]
    );
    assert_eq!(
        found("zh", &["联合国", "联合国", "国"], "在联合国"),
        ["联合国", "联合国"]
    );
    assert_eq!(
        found("zh", &["外交部", "外交部长"], "外交部长和外交部"),
        ["外交部长", "外交部"]
    );
    // In either kind of characters, and only where words begin and end.
    assert_eq!(
        found("zh", &["主权", "制裁"], "維護國家主權，反對制裁"),
        ["主權", "制裁"]
    );
    assert!(found("zh", &["主权", "制裁"], "民族自主權和限制裁員").is_empty());
}

#[test]
fn the_longest_of_those_that_overlap_wins() {
    assert_eq!(
        found(
            "az",
            &["rəsmi nümayəndə", "nümayəndə heyəti"],
            "Rəsmi nümayəndə heyəti Bakıya gəlib."
        ),
        ["nümayəndə heyəti"]
    );
    assert_eq!(
        found(
            "en",
            &["peace treaty", "treaty of peace"],
            "peace treaty of peace"
        ),
        ["treaty of peace"]
    );
    assert_eq!(found("ja", &["和平条", "条约国"], "和平条约国"), ["和平条"]);
    // What a longer one pushed aside gives way no more.
    assert_eq!(
        found("en", &["a b", "b c c", "c c d d d"], "a b c c d d d"),
        ["a b", "c c d d d"]
    );
}

#[test]
fn a_full_stop_at_the_end_belongs_to_the_term() {
    for (text, span) in [
        ("the U.N. met", "U.N."),
        ("in the U.N.", "U.N."),
        ("the U.N met", "U.N"),
    ] {
        assert_eq!(found("en", &["U.N."], text), [span]);
    }
}

#[test]
fn hyphens_blanks_and_joined_words() {
    for (term, text) in [
        ("ceasefire", "a cease-fire now"),
        ("cease-fire", "two ceasefires"),
        ("cease-fire", "a cease fire"),
        ("good-neighbourliness", "good neighbourliness"),
        ("cooperation", "their co-operation"),
        ("joint ceasefire agreement", "joint cease-fire agreements"),
    ] {
        assert_eq!(found("en", &[term], text).len(), 1, "{term}: {text}");
    }
    let open = of("en", &["ceasefire"], "they cease fire");
    assert_eq!(
        open.iter().map(|o| o.fit).collect::<Vec<_>>(),
        [Fit::Possible]
    );
    assert!(found("en", &["human rights"], "human. Rights").is_empty());
    assert!(found("en", &["human rights"], "human, rights").is_empty());
}

#[test]
fn heads_plurals_and_acronyms() {
    for (term, text) in [
        ("Head of State", "the Heads of State"),
        ("Secretary-General", "Secretaries-General"),
        ("note verbale", "two notes verbales"),
        ("memorandum of understanding", "memoranda of understanding"),
        ("treaty", "the treaty’s"),
        ("UN", "the UN's seat"),
        ("NGO", "NGOs"),
        ("chargé d'affaires", "the chargés d’affaires"),
    ] {
        assert_eq!(found("en", &[term], text).len(), 1, "{term}: {text}");
    }
    assert!(found("en", &["UN"], "un").is_empty());
    assert!(found("en", &["stance"], "circumstances").is_empty());
    assert!(found("en", &["goods"], "good").is_empty());
}

#[test]
fn quotation_marks_are_looked_through() {
    for text in [
        "“Bir kəmər, bir yol” təşəbbüsünün",
        "Bir kəmər, bir yol təşəbbüsü",
        "«BİR KƏMƏR, BİR YOL» TƏŞƏBBÜSÜ",
    ] {
        assert_eq!(
            found("az", &["\"Bir kəmər, bir yol\" təşəbbüsü"], text),
            [text]
        );
    }
    assert_eq!(
        found("zh", &["“一带一路”倡议"], "共建「一带一路」倡议"),
        ["「一带一路」倡议"]
    );
}

#[test]
fn as_written_means_capitals_hyphens_and_blanks() {
    let count = |case: bool, layout: bool, text: &str| {
        let forbidden = Entry {
            case,
            layout,
            ..entry(0, "İpək yolu")
        };
        let matcher = Matcher::new(vec![forbidden], &Lang::parse("az").unwrap());
        matcher.find(&Prepared::new(text)).len()
    };
    assert_eq!(count(true, false, "İpək yolunun"), 1);
    assert_eq!(count(true, false, "İpək Yolunun"), 0);
    assert_eq!(count(true, false, "İpək-yolunun"), 1);
    assert_eq!(count(false, true, "İpək Yolunun"), 1);
    assert_eq!(count(false, true, "İpək-yolunun"), 0);
}
