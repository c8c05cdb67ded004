package io.plumbline.review;

public class Look {
  public static void main(String[] a) throws Exception {
    int w = Integer.parseInt(a[0]);
    DiffText.lines(
            Proposals.companyWithPast(), a[1].equals("s") ? Detail.STAGES : Detail.SEGMENTS, w)
        .forEach(System.out::println);
    java.nio.file.Files.writeString(
        java.nio.file.Path.of("/tmp/look.html"), DiffPage.render(Proposals.companyWithPast()));
    java.nio.file.Files.write(
        java.nio.file.Path.of("/tmp/look.csv"), ReviewSheet.csv(Proposals.companyWithPast()));
    java.nio.file.Files.write(
        java.nio.file.Path.of("/tmp/look.xlsx"), ReviewSheet.xlsx(Proposals.companyWithPast()));
    System.out.println(SheetReader.read(java.nio.file.Path.of("/tmp/look.xlsx")));
    System.out.println(SheetReader.read(java.nio.file.Path.of("/tmp/look.csv")));
  }
}
