//! Which tags are canonical, odd or none, and which of them find one another.

use super::*;

fn fit(a: &str, b: &str) -> Option<Fit> {
    Lang::parse(a).unwrap().fit(&Lang::parse(b).unwrap())
}

#[test]
fn tags_are_made_canonical() {
    for (typed, canonical) in [
        ("EN", "en"),
        ("en_us", "en-US"),
        ("AZ-latn-az", "az-Latn-AZ"),
        ("zh_hans_cn", "zh-Hans-CN"),
        ("cmn-Hans", "zh-Hans"),
        ("AZE-az", "az-AZ"),
        ("chi", "zh"),
        ("tlh", "tlh"),
    ] {
        assert_eq!(Lang::parse(typed).unwrap().as_str(), canonical);
    }
}

#[test]
fn the_names_of_spreadsheets_are_languages() {
    for (name, tag) in [
        ("English", "en"),
        ("Chinese (Simplified)", "zh-Hans"),
        ("Traditional Chinese", "zh-Hant"),
        ("Azerbaijani (Latin)", "az-Latn"),
        ("az-AZ", "az-AZ"),
    ] {
        assert_eq!(Lang::parse_spelled(name).unwrap().as_str(), tag);
    }
    assert_eq!(Lang::parse_spelled("Status"), None);
}

#[test]
fn what_is_no_language_is_refused_with_a_proposal() {
    for (typed, help) in [
        ("english", "did you mean `en`?"),
        ("azerbaijani", "did you mean `az`?"),
        ("cn", "did you mean `zh`?"),
        ("xx", "use a BCP 47 tag"),
        ("", "use a BCP 47 tag"),
        ("e n", "use a BCP 47 tag"),
    ] {
        let error = Lang::parse(typed).unwrap_err();
        assert!(
            error.help().unwrap().starts_with(help),
            "{typed}: {error:?}"
        );
    }
}

#[test]
fn language_and_likely_script_decide() {
    assert_eq!(fit("en", "en"), Some(Fit::Same));
    assert_eq!(fit("en", "en-US"), Some(Fit::Covered));
    assert_eq!(fit("en-GB", "en-US"), Some(Fit::Fallback));
    assert_eq!(fit("az", "az-Latn-AZ"), Some(Fit::Covered));
    assert_eq!(fit("az", "az-Cyrl"), None);
    assert_eq!(fit("zh", "zh-CN"), Some(Fit::Covered));
    assert_eq!(fit("zh-CN", "zh-Hans"), Some(Fit::Covered));
    assert_eq!(fit("zh", "zh-TW"), None);
    assert_eq!(fit("zh-Hant", "zh-HK"), Some(Fit::Covered));
    assert_eq!(fit("en", "az"), None);
}

#[test]
fn codes_that_nobody_registered_are_odd() {
    for (tag, odd) in [
        ("xyz", true),
        ("PTB", true),
        ("CHS", true),
        ("en-ZZZ", true),
        ("en-UK", true),
        ("aa-QQ", true),
        ("zh-Hans-XX", true),
        ("az-Latin", true),
        ("yue-HK", false),
        ("sgn-ase", false),
        ("fil", false),
        ("qtz", false),
        ("sl-rozaj-biske-1994", false),
        ("en-x-house", false),
        ("zu", false),
        ("iw-IL", false),
    ] {
        let (lang, found) = Lang::parse_lenient(tag).unwrap();
        assert_eq!((lang.as_str(), found), (tag, odd));
    }
}

#[test]
fn codes_of_old_find_those_that_took_their_place() {
    let stored = |tag: &str| Lang::parse_lenient(tag).unwrap().0;
    for (wanted, other, found) in [
        ("he", "iw", Some(Fit::Covered)),
        ("id-ID", "in", Some(Fit::Covered)),
        ("yi", "ji", Some(Fit::Covered)),
        ("ro-RO", "mo-MD", Some(Fit::Fallback)),
        ("zh", "CHS", Some(Fit::Covered)),
        ("zh-TW", "cht", Some(Fit::Covered)),
        ("zh", "CHT", None),
        ("en-GB", "en-UK", Some(Fit::Covered)),
        ("en-US", "en-UK", Some(Fit::Fallback)),
    ] {
        assert_eq!(
            stored(wanted).fit(&stored(other)),
            found,
            "{wanted} {other}"
        );
    }
}

#[test]
fn odd_codes_of_files_are_kept() {
    let (lang, odd) = Lang::parse_lenient("AZ-01").unwrap();
    assert!(odd);
    assert_eq!(lang.as_str(), "AZ-01");
    assert_eq!(Lang::parse("az").unwrap().fit(&lang), Some(Fit::Covered));
    for own in ["x-a0", "i-klingon", "X-A0-b1"] {
        assert_eq!(Lang::parse_lenient(own).unwrap(), (Lang::stored(own), true));
    }
    for (net, tag, other) in [("zh-CHT", "zh-TW", "zh"), ("zh_chs", "zh", "zh-Hant")] {
        let (lang, odd) = Lang::parse_lenient(net).unwrap();
        assert_eq!((lang.as_str(), odd), (net, true));
        assert_eq!(
            Lang::parse(tag).unwrap().fit(&lang),
            Some(Fit::Covered),
            "{net}"
        );
        assert_eq!(Lang::parse(other).unwrap().fit(&lang), None, "{net}");
    }
    assert_eq!(Lang::stored("x-a0").fit(&Lang::stored("x-b0")), None);
    assert_eq!(Lang::stored("x-a0").primary(), "x-a0");
    for no_tag in ["x", "x-", "i", "x--a", "y-a0", "1-en"] {
        assert!(Lang::parse_lenient(no_tag).is_err(), "{no_tag}");
    }
    assert!(Lang::parse_lenient("").is_err());
    assert!(Lang::parse_lenient("two words").is_err());
    assert!(!Lang::parse_lenient("fr_FR").unwrap().1);
}
