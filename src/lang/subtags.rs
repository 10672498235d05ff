//! The parts of a language tag that are in use: those of the registry of BCP 47, of July 2025.

use oxilangtag::LanguageTag;

/// Whether everything behind the language of a tag, `_` or `-` between its parts, is known.
pub(super) fn exist(tag: &str) -> bool {
    let dashed = tag.trim().replace('_', "-");
    let Ok(tag) = LanguageTag::parse_and_normalize(&dashed) else {
        return false;
    };
    tag.extended_language_subtags()
        .all(|code| is_in(EXTENDED, code))
        && tag.script().is_none_or(|code| is_in(SCRIPTS, code))
        && tag.region().is_none_or(|code| is_in(REGIONS, code))
        && tag.variant_subtags().all(|code| is_in(VARIANTS, code))
        && tag
            .extension_subtags()
            .all(|(key, _)| matches!(key, 't' | 'u'))
}

/// Whether a code of three letters, in small ones, is a language or a group of them, or free for private use.
pub(super) fn is_language(code: &str) -> bool {
    let Some((first, last)) = code.split_at_checked(2) else {
        return false;
    };
    let mut listed = LANGUAGES.split_ascii_whitespace();
    ("qaa"..="qtz").contains(&code)
        || listed.any(|word| {
            word.strip_prefix(first)
                .is_some_and(|all| all.contains(last))
        })
}

/// Whether this is the code of a script, spelled as such.
pub(super) fn is_script(code: &str) -> bool {
    is_in(SCRIPTS, code)
}

/// Whether it is a tag that was registered before its parts had a meaning (RFC 5646, section 2.2.8), other than `i-klingon`
/// and its like.
pub(super) fn is_grandfathered(tag: &str) -> bool {
    is_in(GRANDFATHERED, tag)
}

const GRANDFATHERED: &str = "art-lojban cel-gaulish en-GB-oed no-bok no-nyn sgn-BE-FR sgn-BE-NL sgn-CH-DE zh-guoyu zh-hakka zh-min zh-min-nan zh-xiang";

fn is_in(list: &str, code: &str) -> bool {
    list.split_ascii_whitespace().any(|known| known == code)
}

/// The first two letters of languages' codes, and what may follow them.
const LANGUAGES: &str = include_str!("languages.txt");

/// The scripts of ISO 15924.
const SCRIPTS: &str = "\
    Adlm Afak Aghb Ahom Arab Aran Armi Armn Avst Bali Bamu Bass Batk Beng Berf Bhks Blis Bopo Brah Brai Bugi Buhd \
    Cakm Cans Cari Cham Cher Chis Chrs Cirt Copt Cpmn Cprt Cyrl Cyrs Deva Diak Dogr Dsrt Dupl Egyd Egyh Egyp Elba \
    Elym Ethi Gara Geok Geor Glag Gong Gonm Goth Gran Grek Gujr Gukh Guru Hanb Hang Hani Hano Hans Hant Hatr Hebr \
    Hira Hluw Hmng Hmnp Hntl Hrkt Hung Inds Ital Jamo Java Jpan Jurc Kali Kana Kawi Khar Khmr Khoj Kitl Kits Knda \
    Kore Kpel Krai Kthi Lana Laoo Latf Latg Latn Leke Lepc Limb Lina Linb Lisu Loma Lyci Lydi Mahj Maka Mand Mani \
    Marc Maya Medf Mend Merc Mero Mlym Modi Mong Moon Mroo Mtei Mult Mymr Nagm Nand Narb Nbat Newa Nkdb Nkgb Nkoo \
    Nshu Ogam Olck Onao Orkh Orya Osge Osma Ougr Palm Pauc Pcun Pelm Perm Phag Phli Phlp Phlv Phnx Piqd Plrd Prti \
    Psin Ranj Rjng Rohg Roro Runr Samr Sara Sarb Saur Seal Sgnw Shaw Shrd Shui Sidd Sidt Sind Sinh Sogd Sogo Sora \
    Soyo Sund Sunu Sylo Syrc Syre Syrj Syrn Tagb Takr Tale Talu Taml Tang Tavt Tayo Telu Teng Tfng Tglg Thaa Thai \
    Tibt Tirh Tnsa Todr Tols Toto Tutg Ugar Vaii Visp Vith Wara Wcho Wole Xpeo Xsux Yezi Yiii Zanb Zinh Zmth Zsye \
    Zsym Zxxx Zyyy Zzzz";

/// Extended languages: Chinese, Arabic, Malay and others, and sign languages.
const EXTENDED: &str = "\
    aao abh abv acm acq acw acx acy adf ads aeb aec aed aen afb afg ajp ajs apc apd arb arq ars ary arz ase asf asp \
    asq asw auz avl ayh ayl ayn ayp bbz bfi bfk bjn bog bqn bqy btj bve bvl bvu bzs cdo cds cjy cmn cnp coa cpx csc \
    csd cse csf csg csl csn csp csq csr csx czh czo doq dse dsl dsz dup ecs ehs esl esn eso eth fcs fse fsl fss gan \
    gds gom gse gsg gsm gss gus hab haf hak hds hji hks hnm hos hps hsh hsl hsn icl iks ils inl ins ise isg isr jak \
    jax jcs jhs jks jls jos jsl jus kgi knn kvb kvk kvr kxd lbs lce lcf lgs liw lls lsb lsc lsg lsl lsn lso lsp lst \
    lsv lsw lsy ltg luh lvs lws lzh max mdl meo mfa mfb mfs min mnp mqg mre msd msi msr mui mzc mzg mzy nan nbs ncs \
    nsi nsl nsp nsr nzs okl orn ors pel pga pgz pks prl prz psc psd pse psg psl pso psp psr pys rib rms rnb rsi rsl \
    rsm rsn sdl sfb sfs sgg sgx shu sjc slf sls sqk sqs sqx ssh ssp ssr svk swc swh swl syy szs tmw tse tsm tsq tss \
    tsy tza ugn ugy ukl uks urk uzn uzs vgt vkk vkt vsi vsl vsv wbs wuu xki xml xmm xms yds ygs yhs ysl ysm yue zib \
    zlm zmi zsl zsm";

/// Spellings, orthographies, dialects and transcriptions.
const VARIANTS: &str = "\
    1606nict 1694acad 1901 1959acad 1994 1996 abl1943 akhmimic akuapem alalc97 aluku anpezo ao1990 aranes arevela \
    arevmda arkaika asante auvern baku1926 balanka barla basiceng bauddha bciav bcizbl biscayan biske blasl bohairic \
    bohoric boont bornholm cisaup colb1945 cornu creiss dajnko ekavsk emodeng fascia fayyumic fodom fonipa fonkirsh \
    fonnapa fonupa fonxsamp gallo gascon gherd grclass grital grmistr hanoi hepburn heploc hognorsk hsistemo huett \
    ijekavsk itihasa ivanchov jauer jyutping kkcor kleinsch kociewie kscor laukika leidentr lemosin lengadoc lipaw \
    ltg1929 ltg2007 luna1918 lycopol mdcegyp mdctrans mesokem metelko monoton ndyuka nedis newfound nicard njiva \
    nulik osojs oxendict pahawh2 pahawh3 pahawh4 pamaka peano pehoeji petr1708 pinyin polyton provenc puter rigik \
    rozaj rumgr sahidic saigon scotland scouse simple solba sotav spanglis surmiran sursilv sutsilv synnejyl tailo \
    tarask tongyong tunumiit uccor ucrcor ulster unifon vaidika valbadia valencia vallader vecdruka viennese \
    vivaraup wadegile xsistemo";

/// The regions of ISO 3166-1, with those that it had or reserves and the areas of UN M.49.
const REGIONS: &str = "\
    AC AD AE AF AG AI AL AM AN AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BU BV BW BY \
    BZ CA CC CD CF CG CH CI CK CL CM CN CO CP CQ CR CS CU CV CW CX CY CZ DD DE DG DJ DK DM DO DZ EA EC EE EG EH ER ES ET EU \
    EZ FI FJ FK FM FO FR FX GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU IC ID IE IL IM IN \
    IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK \
    ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NT NU NZ OM PA PE PF PG PH PK PL PM PN PR \
    PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SU SV SX SY SZ TA TC TD TF TG TH TJ \
    TK TL TM TN TO TP TR TT TV TW TZ UA UG UK UM UN US UY UZ VA VC VE VG VI VN VU WF WS XA XB XK YD YE YT YU ZA ZM ZR ZW \
    ZZ 001 002 003 005 009 011 013 014 015 017 018 019 021 029 030 034 035 039 053 054 057 061 142 143 145 150 151 154 \
    155 202 419";
