package io.millrace.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TaskCommandTest {
  private static final String ID = "abcdefghij0123456789";
  private static final String TASK =
      "{'id':'"
          + ID
          + "','name':'orders','tenant':'default','state':'%s',"
          + "'steps':{'full':{'state':'Running','percent':42.3}}}";
  private static final String TABLES =
      "{'items':[{'database':'shop','table':'orders','topic':'shop.orders','state':'Done',"
          + "'rows':7,'estimatedRows':7,'chunks':1,'chunksDone':1}],'next':null}";

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private FakeCoordinator coordinator;

  @BeforeEach
  void startCoordinator() throws IOException {
    coordinator = new FakeCoordinator();
  }

  @AfterEach
  void stopCoordinator() {
    coordinator.close();
  }

  @Test
  void createPrintsTheIdAndSendsTheToken() throws IOException {
    Path tokenFile = Files.writeString(folder.resolve("token"), "secret\n");
    coordinator.answer("POST /api/v1/tasks", 201, TASK.formatted("NotStarted"));

    int exitCode = run("create", "-f", taskFile("{}"), "--token-file", tokenFile.toString());

    assertThat(exitCode).isZero();
    assertThat(out.toString()).isEqualTo(ID + "\n");
    assertThat(coordinator.tokens()).containsExactly("Bearer secret");
  }

  @Test
  void createWithWatchFollowsToTheEnd() throws IOException {
    coordinator
        .answer("POST /api/v1/tasks", 201, TASK.formatted("NotStarted"))
        .answer("POST /api/v1/tasks/" + ID + "/start", 202, TASK.formatted("Prechecking"))
        .answer("GET /api/v1/tasks/" + ID, 200, TASK.formatted("Finished"))
        .answer("GET /api/v1/tasks/" + ID + "/tables", 200, TABLES);

    assertThat(run("create", "-f", taskFile("{}"), "--watch")).isZero();
    assertThat(out.toString()).isEqualTo("orders: Finished\n");
  }

  @Test
  void aFailedTaskEndsTheWatchWithOneAndItsError() {
    String failed =
        "{'id':'"
            + ID
            + "','name':'orders','state':'Failed','error':{'code':'TABLE_CHANGED',"
            + "'message':'shop.orders was dropped','remedy':'Create a new task.'}}";
    coordinator
        .answer("GET /api/v1/tasks/" + ID, 200, failed)
        .answer("GET /api/v1/tasks/" + ID + "/tables", 200, TABLES);

    assertThat(run("watch", ID)).isEqualTo(1);
    assertThat(err.toString())
        .contains("shop.orders was dropped [TABLE_CHANGED]", "remedy: Create a new task.");
  }

  @Test
  void aWatchBearsThatNoCoordinatorIsActiveForAMoment() {
    coordinator
        .answer("GET /api/v1/tasks/" + ID, 200, TASK.formatted("Migrating"))
        .answer("GET /api/v1/tasks/" + ID, 200, TASK.formatted("Migrating"))
        .answer("GET /api/v1/tasks/" + ID, 503, "{'code':'NOT_ACTIVE','message':'none is'}")
        .answer("GET /api/v1/tasks/" + ID, 200, TASK.formatted("Finished"))
        .answer("GET /api/v1/tasks/" + ID + "/tables", 200, TABLES);

    assertThat(run("watch", ID)).isZero();
    assertThat(out.toString()).isEqualTo("orders: Finished\n");
  }

  @Test
  void byForceSaysSoToTheCoordinator() {
    coordinator
        .answer("GET /api/v1/tasks/" + ID, 200, TASK.formatted("Stopping"))
        .answer("POST /api/v1/tasks/" + ID + "/stop?force=true", 200, TASK.formatted("Stopped"))
        .answer("DELETE /api/v1/tasks/" + ID + "?force=true", 200, "");

    assertThat(run("stop", ID, "--force")).isZero();
    assertThat(out.toString()).isEqualTo("orders: Stopped\n");
    assertThat(run("delete", ID, "--force")).isZero();
  }

  private static String streaming(String state, boolean caughtUp) {
    return "{'id':'"
        + ID
        + "','name':'orders','state':'"
        + state
        + "','definition':{'migration':{'incremental':true}},'steps':{"
        + "'full':{'state':'Finished','percent':100},'incremental':{'state':'Running',"
        + "'position':'3e11fa47:1-7','delayMillis':35,'caughtUp':"
        + caughtUp
        + ",'rowsPerSecond':1200,'bytesPerSecond':3400000}}}";
  }

  @Test
  void watchUntilCaughtUpEndsThere() {
    coordinator
        .answer("GET /api/v1/tasks/" + ID, 200, streaming("Migrating", false))
        .answer("GET /api/v1/tasks/" + ID, 200, streaming("Migrating", false))
        .answer("GET /api/v1/tasks/" + ID, 200, streaming("Migrating", true))
        .answer("GET /api/v1/tasks/" + ID + "/tables", 200, TABLES);

    assertThat(run("watch", ID, "--until-caught-up")).isZero();
    assertThat(out.toString()).isEqualTo("orders: Migrating\n");
  }

  @Test
  void watchUntilCaughtUpEndsWithOneWhenTheTaskIsStoppedBefore() {
    coordinator
        .answer("GET /api/v1/tasks/" + ID, 200, streaming("Stopped", false))
        .answer("GET /api/v1/tasks/" + ID + "/tables", 200, TABLES);

    assertThat(run("watch", ID, "--until-caught-up")).isEqualTo(1);
  }

  @Test
  void aWatchedStreamEndsWellWhenItIsStopped() {
    coordinator
        .answer("GET /api/v1/tasks/" + ID, 200, streaming("Migrating", true))
        .answer("GET /api/v1/tasks/" + ID, 200, streaming("Migrating", true))
        .answer("GET /api/v1/tasks/" + ID, 200, streaming("Stopped", false))
        .answer("GET /api/v1/tasks/" + ID + "/tables", 200, TABLES);

    assertThat(run("watch", ID)).isZero();
    assertThat(out.toString()).isEqualTo("orders: Stopped\n");
  }

  @Test
  void showAndListTellTheStream() {
    coordinator
        .answer("GET /api/v1/tasks/" + ID, 200, streaming("Migrating", true))
        .answer("GET /api/v1/tasks/" + ID + "/tables", 200, TABLES)
        .answer(
            "GET /api/v1/tasks",
            200,
            "{'items':[" + streaming("Migrating", false) + "],'next':null}");

    assertThat(run("show", ID)).isZero();
    assertThat(out.toString())
        .contains("stream: caught up, 35 ms behind, 1 200 rows/s, 3.4 MB/s, at 3e11fa47:1-7");
    assertThat(run("list")).isZero();
    assertThat(out.toString()).contains("Migrating       100 %  35 ms behind");
  }

  @Test
  void aRefusalIsShownWithItsRemedyAndEndsWithOne() throws IOException {
    coordinator.answer(
        "POST /api/v1/tasks",
        409,
        "{'code':'NAME_TAKEN','kind':'user','message':'A task orders exists',"
            + "'remedy':'Choose another name.','details':{'field':'name'}}");

    assertThat(run("create", "-f", taskFile("{}"))).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo(
            "A task orders exists [NAME_TAKEN]\n  field: name\n  remedy: Choose another name.\n");
  }

  @Test
  void aTaskIsFoundByName() {
    coordinator
        .answer(
            "GET /api/v1/tasks?name=orders",
            200,
            "{'items':[" + TASK.formatted("Migrating") + "],'next':null}")
        .answer("GET /api/v1/tasks/" + ID, 200, TASK.formatted("Migrating"))
        .answer("GET /api/v1/tasks/" + ID + "/tables", 200, TABLES);

    assertThat(run("show", "orders")).isZero();
    assertThat(out.toString())
        .contains("state:  Migrating", "shop.orders -> shop.orders: Done, 7 of about 7 rows");
  }

  @Test
  void anUnknownNameEndsWithOne() {
    coordinator.answer("GET /api/v1/tasks?name=nothing", 200, "{'items':[],'next':null}");

    assertThat(run("stop", "nothing")).isEqualTo(1);
    assertThat(err.toString()).contains("no task with the id or name 'nothing'");
  }

  @Test
  void listFollowsPages() {
    coordinator
        .answer(
            "GET /api/v1/tasks",
            200,
            "{'items':[{'id':'1','name':'a','state':'Failed'}],'next':'1'}")
        .answer(
            "GET /api/v1/tasks?after=1",
            200,
            "{'items':[{'id':'2','name':'b','state':'Finished'}],'next':null}");

    assertThat(run("list")).isZero();
    assertThat(out.toString().lines()).hasSize(3);
  }

  @Test
  void aFailedPrecheckItemEndsWithOne() {
    String items =
        "{'percent':100,'items':[{'item':'source','result':'failed','reason':'no route',"
            + "'remedy':'Open the port.','skippable':false}]}";
    coordinator
        .answer("GET /api/v1/tasks/" + ID, 200, TASK.formatted("NotStarted"))
        .answer("POST /api/v1/tasks/" + ID + "/precheck", 202, "{}")
        .answer("GET /api/v1/tasks/" + ID + "/precheck", 200, "{'percent':50,'items':[]}")
        .answer("GET /api/v1/tasks/" + ID + "/precheck", 200, items);

    assertThat(run("precheck", ID)).isEqualTo(1);
    assertThat(out.toString()).contains("failed   source", "no route", "remedy: Open the port.");
  }

  @Test
  void nobodyThereEndsWithThree() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    assertThat(execute("task", "list", "--url", "http://127.0.0.1:" + port)).isEqualTo(3);
    assertThat(err.toString()).contains("No coordinator answers at http://127.0.0.1:" + port);
  }

  @Test
  void badUsageEndsWithTwo() throws IOException {
    assertThat(execute("task", "create")).isEqualTo(2);
    assertThat(execute("task", "list", "--url", "nonsense")).isEqualTo(2);
    assertThat(execute("task")).isEqualTo(2);
    assertThat(execute()).isEqualTo(2);
    assertThat(run("create", "-f", taskFile("not JSON"))).isEqualTo(2);
    assertThat(run("create", "-f", folder.resolve("nothing").toString())).isEqualTo(2);
  }

  @Test
  void versionIsTheBuilds() {
    assertThat(execute("--version")).isZero();
    assertThat(out.toString()).matches("millrace [0-9].*\n");
  }

  private String taskFile(String text) throws IOException {
    return Files.writeString(folder.resolve("task.json"), text).toString();
  }

  private int run(String command, String... more) {
    String[] args = new String[4 + more.length];
    args[0] = "task";
    args[1] = command;
    System.arraycopy(more, 0, args, 2, more.length);
    args[2 + more.length] = "--url";
    args[3 + more.length] = coordinator.url();
    return execute(args);
  }

  private int execute(String... args) {
    CommandLine millrace = Millrace.commandLine();
    millrace.setOut(new PrintWriter(out, true));
    millrace.setErr(new PrintWriter(err, true));
    return millrace.execute(args);
  }
}
