import java.io.BufferedReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.IntPoint;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopScoreDocCollector;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.QueryBuilder;

/**
 * What Lucene's CJKAnalyzer finds, and how fast: java CjkIndex.java PAGES QUERIES FOLDER RUNS TOP, where both files hold
 * tab-separated lines. PAGES: id, archive, kind, year, text (a line feed is written \n). QUERIES: archive, kind, first year,
 * last year (each may be empty), then the words that must all be there. Prints "build", CPU seconds and bytes; then for each
 * query the hits, counted exactly to 10,000, the best of the runs in nanoseconds, and the ids of the first TOP hits.
 */
public final class CjkIndex {
  public static void main(String[] arguments) throws Exception {
    var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    var folder = Path.of(arguments[2]);
    var analyzer = new CJKAnalyzer();
    try (var directory = new MMapDirectory(folder)) {
      var writing = new IndexWriterConfig(analyzer).setRAMBufferSizeMB(256);
      try (var writer = new IndexWriter(directory, writing);
          var pages = Files.newBufferedReader(Path.of(arguments[0]), StandardCharsets.UTF_8)) {
        index(pages, writer);
        writer.commit();
      }
      out.println("build\t" + cpuSeconds() + "\t" + bytes(folder));
      try (var reader = DirectoryReader.open(directory)) {
        var searcher = new IndexSearcher(reader);
        int runs = Integer.parseInt(arguments[3]);
        int top = Integer.parseInt(arguments[4]);
        for (var line : Files.readAllLines(Path.of(arguments[1]), StandardCharsets.UTF_8))
          out.println(answer(searcher, query(line.split("\t", -1), analyzer), runs, top));
      }
    }
    out.flush();
  }

  private static void index(BufferedReader pages, IndexWriter writer) throws Exception {
    for (var line = pages.readLine(); line != null; line = pages.readLine()) {
      var columns = line.split("\t", -1);
      var document = new Document();
      document.add(new StringField("id", columns[0], Field.Store.YES));
      document.add(new StringField("archive", columns[1], Field.Store.NO));
      document.add(new StringField("kind", columns[2], Field.Store.NO));
      document.add(new IntPoint("year", Integer.parseInt(columns[3])));
      document.add(new TextField("text", columns[4].replace("\\n", "\n"), Field.Store.NO));
      writer.addDocument(document);
    }
  }

  private static Query query(String[] columns, CJKAnalyzer analyzer) {
    var all = new BooleanQuery.Builder();
    var builder = new QueryBuilder(analyzer);
    for (int at = 4; at < columns.length; at++) {
      var phrase = builder.createPhraseQuery("text", columns[at]);
      if (phrase != null) all.add(phrase, BooleanClause.Occur.MUST);
    }
    if (!columns[0].isEmpty()) all.add(new TermQuery(new Term("archive", columns[0])), BooleanClause.Occur.FILTER);
    if (!columns[1].isEmpty()) all.add(new TermQuery(new Term("kind", columns[1])), BooleanClause.Occur.FILTER);
    if (!columns[2].isEmpty())
      all.add(
          IntPoint.newRangeQuery("year", Integer.parseInt(columns[2]), Integer.parseInt(columns[3])),
          BooleanClause.Occur.FILTER);
    return all.build();
  }

  private static String answer(IndexSearcher searcher, Query query, int runs, int top) throws Exception {
    long best = Long.MAX_VALUE;
    var ids = new StringBuilder();
    long total = 0;
    for (int run = 0; run < runs; run++) {
      long start = System.nanoTime();
      var collector = TopScoreDocCollector.create(top, 10_000);
      searcher.search(query, collector);
      var found = collector.topDocs();
      ids.setLength(0);
      for (ScoreDoc hit : found.scoreDocs) ids.append('\t').append(searcher.doc(hit.doc).get("id"));
      best = Math.min(best, System.nanoTime() - start);
      total = Math.min(found.totalHits.value, 10_000);
    }
    return total + "\t" + best + ids;
  }

  private static double cpuSeconds() {
    var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() / 1e9;
  }

  private static long bytes(Path folder) throws Exception {
    try (var files = Files.list(folder)) {
      return files.mapToLong((file) -> file.toFile().length()).sum();
    }
  }
}
