package io.plumbline.publish;

/** Which stage of which pipeline. */
record StageKey(String pipelineId, String stageId) {}
