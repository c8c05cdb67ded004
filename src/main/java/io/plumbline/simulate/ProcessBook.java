package io.plumbline.simulate;

import java.util.List;

/** The process of every pipeline and segment, prepared once per specification. */
final class ProcessBook {

  private final SalesProcess[][] processes;

  ProcessBook(CompanySpec spec) {
    List<PipelineModel> pipelines = PipelineModel.ALL;
    this.processes = new SalesProcess[pipelines.size()][Segment.ALL.size()];
    for (int p = 0; p < processes.length; p++) {
      for (Segment segment : Segment.ALL) {
        processes[p][segment.index()] =
            new SalesProcess(pipelines.get(p), segment, spec.neverCloseShare(), spec.reopenShare());
      }
    }
  }

  SalesProcess of(PipelineModel pipeline, Segment segment) {
    return processes[PipelineModel.ALL.indexOf(pipeline)][segment.index()];
  }
}
