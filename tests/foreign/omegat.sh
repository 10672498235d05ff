#!/bin/sh
# Lets OmegaT translate a small project from a memory that karvan exported, and list the glossaries that it exported. Run by hand, in the project's folder:
#
#   tests/foreign/omegat.sh KARVAN
#
# KARVAN is the program; needs OmegaT (the Debian package `omegat`, tried with 3.6.0.10). OMEGAT names its jar. Where they are there, Perl's
# XML::TMX (`libxml-tmx-perl`), Apertium's lt-tmxcomp (`lttoolbox`) and xmllint with the DTD (DTD names the file) read the same memory.
set -eu
karvan=$(realpath "$1")
jar=${OMEGAT:-/usr/share/omegat/OmegaT.jar}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
verdict() { # WHAT STATUS
    if [ "$2" = 0 ]; then echo "ok      $1"; else echo "FAILED  $1"; failed=1; fi
}
holds() { # WHAT FILE TEXT
    status=0
    grep -qF -- "$3" "$2" || { status=1; cat "$2"; }
    verdict "$1" $status
}

# What memoQ might write: numbers of codes that begin anywhere, one source in two contexts, and links that change places.
cat >"$work/in.tmx" <<'TMX'
<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4">
<header creationtool="memoQ" creationtoolversion="10" segtype="sentence" o-tmf="memoQ" adminlang="en" srclang="en" datatype="html"/>
<body>
<tu tuid="1"><tuv xml:lang="en"><seg>The talks were held in Baku.</seg></tuv><tuv xml:lang="az"><seg>Danışıqlar Bakıda keçirilib.</seg></tuv></tu>
<tu tuid="2"><tuv xml:lang="en"><seg>The <bpt i="5" x="7">&lt;b&gt;</bpt>Middle Corridor<ept i="5">&lt;/b&gt;</ept> links China and Europe.</seg></tuv><tuv xml:lang="az"><seg><bpt i="5" x="7">&lt;b&gt;</bpt>Orta Dəhliz<ept i="5">&lt;/b&gt;</ept> Çini Avropa ilə birləşdirir.</seg></tuv></tu>
<tu tuid="3"><prop type="x-document">c.txt</prop><tuv xml:lang="en"><prop type="x-context-pre">&lt;seg&gt;Did they agree?&lt;/seg&gt;</prop><prop type="x-context-post">&lt;seg&gt;Did they meet?&lt;/seg&gt;</prop><seg>They did.</seg></tuv><tuv xml:lang="az"><seg>Bəli, razılaşdılar.</seg></tuv></tu>
<tu tuid="4"><prop type="x-document">c.txt</prop><tuv xml:lang="en"><prop type="x-context-pre">&lt;seg&gt;Did they meet?&lt;/seg&gt;</prop><prop type="x-context-post">&lt;seg&gt;The round ended.&lt;/seg&gt;</prop><seg>They did.</seg></tuv><tuv xml:lang="az"><seg>Bəli, görüşdülər.</seg></tuv></tu>
<tu tuid="5"><tuv xml:lang="en"><seg>The <bpt i="1">&lt;a href="https://example.org/mission"&gt;</bpt>mission<ept i="1">&lt;/a&gt;</ept> read the <bpt i="2">&lt;a href="https://example.org/note"&gt;</bpt>note<ept i="2">&lt;/a&gt;</ept>.</seg></tuv><tuv xml:lang="az"><seg><bpt i="1">&lt;a href="https://example.org/note"&gt;</bpt>Notanı<ept i="1">&lt;/a&gt;</ept> <bpt i="2">&lt;a href="https://example.org/mission"&gt;</bpt>missiya<ept i="2">&lt;/a&gt;</ept> oxudu.</seg></tuv></tu>
</body>
</tmx>
TMX
"$karvan" import -q "$work/in.tmx" --tm "$work/m.db" >/dev/null
project=$work/project
for folder in source target tm/auto tm/enforce glossary dictionary omegat; do mkdir -p "$project/$folder"; done
"$karvan" export -q --tm "$work/m.db" -s en -t az --dialect omegat -o "$project/tm/enforce/karvan.tmx"
printf 'The talks were held in Baku.\n' >"$project/source/a.txt"
printf '<html><head><meta charset="utf-8"></head><body><p>The <b>Middle Corridor</b> links China and Europe.</p>\n<p>The <a href="https://example.org/mission">mission</a> read the <a href="https://example.org/note">note</a>.</p></body></html>\n' >"$project/source/b.html"
printf 'Did they agree?\n\nThey did.\n\nDid they meet?\n\nThey did.\n\nThe round ended.\n' >"$project/source/c.txt"
cat >"$project/omegat.project" <<'XML'
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
<source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir><tm_dir>__DEFAULT__</tm_dir>
<glossary_dir>__DEFAULT__</glossary_dir><glossary_file>__DEFAULT__</glossary_file><dictionary_dir>__DEFAULT__</dictionary_dir>
<source_lang>en</source_lang><target_lang>az</target_lang>
<source_tok>org.omegat.tokenizer.DefaultTokenizer</source_tok><target_tok>org.omegat.tokenizer.DefaultTokenizer</target_tok>
<sentence_seg>true</sentence_seg><support_default_translations>true</support_default_translations><remove_tags>false</remove_tags>
</project></omegat>
XML
# OmegaT shows the codes of other tools' memories only when it is told to.
mkdir "$work/config"
cat >"$work/config/omegat.prefs" <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<omegat><preference version="1.0"><ext_tmx_show_level2>true</ext_tmx_show_level2><ext_tmx_use_slash>true</ext_tmx_use_slash></preference></omegat>
XML
java -Duser.home="$work" -jar "$jar" "$project" --mode=console-translate --config-dir="$work/config" >"$work/log" 2>&1 || cat "$work/log"
holds "OmegaT, plain text" "$project/target/a.txt" "Danışıqlar Bakıda keçirilib."
holds "OmegaT, codes in HTML" "$project/target/b.html" "<b>Orta Dəhliz</b> Çini Avropa ilə birləşdirir."
holds "OmegaT, links in another order" "$project/target/b.html" '<a href="https://example.org/note">Notanı</a> <a href="https://example.org/mission">missiya</a> oxudu.'
holds "OmegaT, first context" "$project/target/c.txt" "Bəli, razılaşdılar."
holds "OmegaT, second context" "$project/target/c.txt" "Bəli, görüşdülər."

# The readers of OmegaT's own glossaries, asked by a script that runs once the project is loaded.
printf 'id\ten\taz\taz_forbidden\tnote\nc1\ttrade, transit\tticarət|alış-veriş\ttreyd\tsay "ticarət"\nc2\tstrategic partnership\tstrateji tərəfdaşlıq\t\t\n' >"$work/glossary.tsv"
mkdir "$work/lists"
"$karvan" term export --glossary "$work/glossary.tsv" -o "$work/lists/g.tbx" -s en -t az
for name in g.utf8 g.csv; do
    "$karvan" term export --glossary "$work/glossary.tsv" --to omegat -o "$work/lists/$name" -s en -t az
done
cat >"$work/list.groovy" <<GROOVY
import org.omegat.gui.glossary.*
// The script runs at each event; the last one that has a project counts.
if (project != null && project.isProjectLoaded()) {
    def out = new File('$work/listed')
    out.setText('', 'UTF-8')
    ['tbx': GlossaryReaderTBX, 'utf8': GlossaryReaderTSV, 'csv': GlossaryReaderCSV].each { name, reader ->
        reader.read(new File('$work/lists/g.' + name), false).each { entry ->
            out.append(name + ': ' + entry.srcText + ' = ' + entry.locText + '\\n', 'UTF-8')
        }
    }
}
GROOVY
java -Duser.home="$work" -jar "$jar" "$project" --mode=console-translate --config-dir="$work/config" --script="$work/list.groovy" >"$work/log" 2>&1 || cat "$work/log"
touch "$work/listed"
for name in tbx utf8 csv; do
    holds "OmegaT, glossary as $name" "$work/listed" "$name: trade, transit = ticarət"
    holds "OmegaT, second concept as $name" "$work/listed" "$name: strategic partnership = strateji tərəfdaşlıq"
done

tmx=$project/tm/enforce/karvan.tmx
if perl -MXML::TMX::Reader -e 1 2>/dev/null; then
    perl -CS -MXML::TMX::Reader -e '$n = 0; XML::TMX::Reader->new($ARGV[0])->for_tu(sub { $n++ }); print "$n units\n"' "$tmx" >"$work/said" 2>/dev/null
    holds "XML::TMX" "$work/said" "5 units"
fi
if command -v lt-tmxcomp >/dev/null; then
    status=0
    lt-tmxcomp en-az "$tmx" "$work/tm.bin" >/dev/null || status=1
    verdict "lt-tmxcomp" $status
fi
if [ -n "${DTD:-}" ] && command -v xmllint >/dev/null; then
    status=0
    xmllint --nonet --noout --dtdvalid "$DTD" "$tmx" 2>"$work/said" || status=1
    verdict "xmllint, DTD" $status
fi
exit $failed
