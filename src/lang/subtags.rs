//! The parts of a language tag that are in use: scripts, regions, extended languages and variants of the registry of
//! BCP 47. The registry has hundreds of variants for single dialects; here are those that translations are tagged with.

use oxilangtag::LanguageTag;
use unicode_script::Script;

/// Whether everything behind the language of a tag, `_` or `-` between its parts, is known.
pub(super) fn exist(tag: &str) -> bool {
    let dashed = tag.trim().replace('_', "-");
    let Ok(tag) = LanguageTag::parse_and_normalize(&dashed) else {
        return false;
    };
    let is_script = |code: &str| Script::from_short_name(code).is_some() || SCRIPTS.contains(&code);
    tag.extended_language_subtags()
        .all(|code| EXTENDED.contains(&code))
        && tag.script().is_none_or(is_script)
        && tag.region().is_none_or(is_region)
        && tag.variant_subtags().all(|code| VARIANTS.contains(&code))
        && tag
            .extension_subtags()
            .all(|(key, _)| matches!(key, 't' | 'u'))
}

fn is_region(code: &str) -> bool {
    let mut listed = REGIONS.split_ascii_whitespace();
    listed.any(|known| known == code)
}

/// The scripts of ISO 15924 that are a manner of writing one, or several together.
const SCRIPTS: [&str; 15] = [
    "Aran", "Cyrs", "Geok", "Hanb", "Hans", "Hant", "Hrkt", "Jamo", "Jpan", "Kore", "Latf", "Latg",
    "Syre", "Zsym", "Zxxx",
];

/// Extended languages of Chinese and Arabic.
const EXTENDED: [&str; 24] = [
    "acm", "aeb", "afb", "ajp", "apc", "arb", "ars", "ary", "arz", "cdo", "cjy", "cmn", "cnp",
    "cpx", "csp", "czh", "czo", "gan", "hak", "hsn", "lzh", "nan", "wuu", "yue",
];

/// Spellings, orthographies and transcriptions.
const VARIANTS: [&str; 34] = [
    "1606nict", "1694acad", "1901", "1959acad", "1990", "1994", "1996", "abl1943", "alalc97",
    "ao1990", "arevela", "arevmda", "baku1926", "colb1945", "ekavsk", "fonipa", "hepburn",
    "ijekavsk", "jyutping", "luna1918", "newfound", "oxendict", "petr1708", "pinyin", "polyton",
    "rozaj", "scotland", "scouse", "tarask", "tongyong", "uccor", "valencia", "wadegile",
    "monoton",
];

/// The regions of ISO 3166-1, with those that it had or reserves and the areas of UN M.49.
const REGIONS: &str = "\
    AC AD AE AF AG AI AL AM AN AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BU BV BW BY \
    BZ CA CC CD CF CG CH CI CK CL CM CN CO CP CR CS CU CV CW CX CY CZ DD DE DG DJ DK DM DO DZ EA EC EE EG EH ER ES ET EU \
    EZ FI FJ FK FM FO FR FX GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU IC ID IE IL IM IN \
    IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK \
    ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NT NU NZ OM PA PE PF PG PH PK PL PM PN PR \
    PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SU SV SX SY SZ TA TC TD TF TG TH TJ \
    TK TL TM TN TO TP TR TT TV TW TZ UA UG UK UM UN US UY UZ VA VC VE VG VI VN VU WF WS XA XB XK YD YE YT YU ZA ZM ZR ZW \
    ZZ 001 002 003 005 009 011 013 014 015 017 018 019 021 029 030 034 035 039 053 054 057 061 142 143 145 150 151 154 \
    155 202 419";
