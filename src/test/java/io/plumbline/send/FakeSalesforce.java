package io.plumbline.send;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.send.FakeCrm.Received;
import io.plumbline.send.FakeCrm.Reply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Salesforce's metadata deployments and Bulk API 2.0 ingest jobs. It is as strict as the original:
 * a job takes one upload, only while it is open, and nothing is processed before it is completed. A
 * deployment must bring the whole stage list.
 */
public final class FakeSalesforce implements FakeCrm.Flavour {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String API = "/services/data/v60.0";
  private static final Pattern JOB = Pattern.compile(API + "/jobs/ingest/([0-9A-Z]{18})(/.*)?");
  private static final DateTimeFormatter CREATED =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxx", Locale.ROOT);

  /** A bulk job. */
  private static final class Job {
    private final String id;
    private final ObjectNode info;
    private String csv;
    private int looks;
    private int failed;
    private final StringBuilder failures = new StringBuilder("\"sf__Id\",\"sf__Error\",Id\n");

    private Job(String id, ObjectNode info) {
      this.id = id;
      this.info = info;
    }

    private String state() {
      return info.path("state").asText();
    }
  }

  private final Map<String, Job> jobs = new LinkedHashMap<>();
  private final List<String> processed = new ArrayList<>();
  private final Map<String, Integer> deployments = new LinkedHashMap<>();
  private String problem = "";

  /** The CSV texts that were processed, in order; one twice if it was processed twice. */
  public synchronized List<String> processed() {
    return List.copyOf(processed);
  }

  /** The ids of jobs that wait for data or for completion. */
  public synchronized List<String> openJobs() {
    return jobs.values().stream().filter(job -> job.state().equals("Open")).map(j -> j.id).toList();
  }

  public synchronized int deployments() {
    return deployments.size();
  }

  /** Opens a job as another integration would. */
  synchronized String openForeign(String object, OffsetDateTime created) {
    ObjectNode info = JSON.createObjectNode().put("object", object).put("operation", "update");
    info.put("contentType", "CSV").put("lineEnding", "LF").put("columnDelimiter", "COMMA");
    return open(info, created).id;
  }

  /** Uploads to the only open job, as somebody else would. */
  synchronized void fillOpenJob(String csv) {
    jobs.get(openJobs().get(0)).csv = csv;
  }

  /** Jobs are kept for seven days. */
  synchronized void forgetJobs() {
    jobs.clear();
  }

  @Override
  public Map.Entry<String, String> credential() {
    return Map.entry("Authorization", "Bearer " + FakeCrm.TOKEN);
  }

  @Override
  public synchronized Reply reply(
      Received request, SortedMap<String, SortedMap<String, String>> records) {
    try {
      if (request.path().startsWith(API + "/metadata/deployRequest")) {
        return deployment(request, records);
      }
      if (request.path().startsWith(API + "/query?q=SELECT")) {
        return stages(records);
      }
      if (request.path().equals(API + "/jobs/ingest") && request.method().equals("POST")) {
        return create(request);
      }
      if (request.path().startsWith(API + "/jobs/ingest?")) {
        return list(request.path());
      }
      Matcher path = JOB.matcher(request.path());
      if (path.matches() && jobs.containsKey(path.group(1))) {
        String rest = path.group(2) == null ? "" : path.group(2);
        return job(request, jobs.get(path.group(1)), rest, records);
      }
      return error(404, "NOT_FOUND", "The requested resource does not exist");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Reply create(Received request) throws IOException {
    JsonNode wanted = JSON.readTree(request.body());
    if (!wanted.path("object").asText().equals("Opportunity")) {
      return error(400, "INVALIDENTITY", "no such object");
    }
    Job job = open((ObjectNode) wanted, OffsetDateTime.now(ZoneOffset.UTC));
    return Reply.json(200, job.info.toString());
  }

  private Job open(ObjectNode wanted, OffsetDateTime created) {
    String id = String.format(Locale.ROOT, "750%015d", jobs.size() + 1);
    ObjectNode info = wanted.deepCopy();
    info.put("id", id).put("state", "Open").put("createdDate", created.format(CREATED));
    info.put("jobType", "V2Ingest").put("apiVersion", 60.0);
    Job job = new Job(id, info);
    jobs.put(id, job);
    return job;
  }

  /** Two jobs a page, so that a reader has to turn pages. */
  private Reply list(String path) {
    int from = path.contains("queryLocator=") ? Integer.parseInt(path.replaceAll(".*=", "")) : 0;
    int to = Math.min(from + 2, jobs.size());
    ObjectNode answer = JSON.createObjectNode().put("done", to == jobs.size());
    var list = answer.putArray("records");
    List.copyOf(jobs.values()).subList(from, to).forEach(job -> list.add(job.info));
    answer.put(
        "nextRecordsUrl", to == jobs.size() ? null : API + "/jobs/ingest?queryLocator=" + to);
    return Reply.json(200, answer.toString());
  }

  private Reply job(
      Received request, Job job, String rest, SortedMap<String, SortedMap<String, String>> records)
      throws IOException {
    String what = request.method() + " " + rest.replaceAll("/$", "");
    return switch (what) {
      case "GET " -> look(job);
      case "PUT /batches" -> upload(request, job);
      case "PATCH " -> change(request, job, records);
      case "GET /failedResults" -> csv(job.failures.toString());
      case "GET /unprocessedrecords" -> csv("Id\n");
      default -> error(405, "METHOD_NOT_ALLOWED", what);
    };
  }

  private static Reply look(Job job) {
    if (job.state().equals("UploadComplete") && ++job.looks == 1) {
      job.info.put("state", "InProgress");
    } else if (job.state().equals("InProgress")) {
      job.info.put("state", "JobComplete").put("numberRecordsFailed", job.failed);
    }
    return Reply.json(200, job.info.toString());
  }

  private static Reply upload(Received request, Job job) {
    if (!job.state().equals("Open")) {
      return error(400, "INVALIDJOBSTATE", "job is not open");
    }
    if (job.csv != null) {
      return error(400, "INVALIDJOBSTATE", "Found multiple contents for job: <" + job.id + ">");
    }
    job.csv = request.text();
    return new Reply(201, "text/plain", new byte[0]);
  }

  private Reply change(
      Received request, Job job, SortedMap<String, SortedMap<String, String>> records)
      throws IOException {
    String state = JSON.readTree(request.body()).path("state").asText();
    if (!job.state().equals("Open") || (state.equals("UploadComplete") && job.csv == null)) {
      return error(400, "INVALIDJOBSTATE", "job is " + job.state());
    }
    job.info.put("state", state);
    if (state.equals("UploadComplete")) {
      process(job, records);
    }
    return Reply.json(200, job.info.toString());
  }

  private void process(Job job, SortedMap<String, SortedMap<String, String>> records) {
    processed.add(job.csv);
    String[] lines = job.csv.split("\n", -1);
    String[] header = lines[0].split(",", -1);
    for (int line = 1; line < lines.length && !lines[line].isEmpty(); line++) {
      String[] values = lines[line].split(",", -1);
      SortedMap<String, String> deal = records.get("deal:" + values[0]);
      if (deal == null) {
        job.failed++;
        job.failures.append("\"\",\"ENTITY_IS_DELETED:entity is deleted:--\",");
        job.failures.append(values[0]).append('\n');
      } else {
        for (int column = 1; column < header.length; column++) {
          deal.put(header[column], values[column]);
        }
      }
    }
  }

  private Reply deployment(Received request, SortedMap<String, SortedMap<String, String>> records)
      throws IOException {
    if (request.method().equals("GET")) {
      String id = request.path().replaceAll(".*/|\\?.*", "");
      if (!deployments.containsKey(id)) {
        return error(404, "NOT_FOUND", "no such deployment");
      }
      boolean done = deployments.merge(id, 1, Integer::sum) > 1;
      ObjectNode answer = JSON.createObjectNode().put("id", id);
      ObjectNode result = answer.putObject("deployResult").put("done", done);
      result.put("status", !done ? "InProgress" : problem.isEmpty() ? "Succeeded" : "Failed");
      if (done && !problem.isEmpty()) {
        result
            .putObject("details")
            .putArray("componentFailures")
            .addObject()
            .put("problem", problem);
      }
      return Reply.json(200, answer.toString());
    }
    String id = String.format(Locale.ROOT, "0Af%015d", deployments.size() + 1);
    deployments.put(id, 0);
    problem = deploy(unzipped(request.body()), records);
    return Reply.json(201, "{\"id\":\"" + id + "\",\"deployResult\":{\"done\":false}}");
  }

  /** What is wrong with it; empty where it was taken. */
  private static String deploy(
      Map<String, byte[]> files, SortedMap<String, SortedMap<String, String>> records)
      throws IOException {
    if (!files.containsKey("package.xml")) {
      throw new IOException("No package.xml found");
    }
    SortedMap<String, String> percents = new TreeMap<>();
    try {
      Element root =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(
                  new ByteArrayInputStream(
                      files.get("standardValueSets/OpportunityStage.standardValueSet")))
              .getDocumentElement();
      NodeList values = root.getElementsByTagName("standardValue");
      for (int i = 0; i < values.getLength(); i++) {
        Element value = (Element) values.item(i);
        percents.put(text(value, "fullName"), text(value, "probability"));
      }
    } catch (ParserConfigurationException | SAXException broken) {
      throw new IOException(broken);
    }
    for (String key : records.keySet()) {
      if (key.startsWith("stage:") && !percents.containsKey(key.substring("stage:".length()))) {
        return "the list lacks " + key;
      }
    }
    percents.forEach((name, percent) -> records.get("stage:" + name).put("probability", percent));
    return "";
  }

  private static String text(Element parent, String name) {
    return parent.getElementsByTagName(name).item(0).getTextContent();
  }

  private static Map<String, byte[]> unzipped(byte[] multipart) throws IOException {
    String bytes = new String(multipart, StandardCharsets.ISO_8859_1);
    int type = bytes.indexOf("Content-Type: application/zip\r\n\r\n");
    if (type < 0 || !bytes.contains("name=\"json\"") || !bytes.contains("\"singlePackage\":true")) {
      throw new IOException("not a deployment: " + bytes.substring(0, 200));
    }
    int start = bytes.indexOf("\r\n\r\n", type) + 4;
    byte[] zip = bytes.substring(start).getBytes(StandardCharsets.ISO_8859_1);
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        files.put(entry.getName(), in.readAllBytes());
      }
    }
    return files;
  }

  private static Reply stages(SortedMap<String, SortedMap<String, String>> records) {
    ObjectNode answer = JSON.createObjectNode().put("done", true);
    var list = answer.putArray("records");
    records.forEach(
        (key, fields) -> {
          if (key.startsWith("stage:")) {
            list.addObject()
                .put("ApiName", key.substring("stage:".length()))
                .put("DefaultProbability", Double.parseDouble(fields.get("probability")));
          }
        });
    return Reply.json(200, answer.toString());
  }

  private static Reply csv(String text) {
    return new Reply(200, "text/csv", text.getBytes(StandardCharsets.UTF_8));
  }

  private static Reply error(int status, String code, String message) {
    ObjectNode error = JSON.createObjectNode().put("errorCode", code).put("message", message);
    return Reply.json(status, JSON.createArrayNode().add(error).toString());
  }
}
