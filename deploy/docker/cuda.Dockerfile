# The worker with PyTorch for CUDA, kuotu/worker-cuda: deploy/docker/build.sh --cuda, which makes its context (cuda.sh) and the image that it takes Kuotu from.
# The same jars in the same order as in kuotu/worker, so its archive of classes is good here too.
ARG WORKER_IMAGE
ARG RUNTIME_IMAGE=eclipse-temurin:25-jre

FROM ${WORKER_IMAGE} AS worker


FROM ${RUNTIME_IMAGE} AS worker-cuda
LABEL org.opencontainers.image.title="Kuotu worker for CUDA" \
      org.opencontainers.image.description="Jobs in, pixels out; on NVIDIA GPUs"
# NVIDIA_*: what NVIDIA's container toolkit is to bring in. PYTORCH_*: DJL takes the libraries that are there. LD_*: what they look for by name
ENV NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility \
    PYTORCH_LIBRARY_PATH=/opt/kuotu/torch/lib \
    PYTORCH_VERSION=2.7.1 \
    PYTORCH_FLAVOR=cu128 \
    LD_LIBRARY_PATH=/opt/kuotu/torch/lib:/opt/kuotu/torch/nvidia \
    KUOTU_WORKER_OPS_HOST=0.0.0.0 \
    OMP_WAIT_POLICY=PASSIVE \
    MALLOC_MMAP_THRESHOLD_=33554432 \
    MALLOC_TRIM_THRESHOLD_=268435456 \
    KUOTU_WORKER_MODELS=/opt/kuotu/models \
    DJL_CACHE_DIR=/opt/kuotu/djl \
    DJL_OFFLINE=true \
    JDK_JAVA_OPTIONS="-XX:MaxRAMPercentage=40 -XX:+ExitOnOutOfMemoryError"
COPY torch /opt/kuotu/torch
COPY djl /opt/kuotu/djl
COPY cuda-entry.sh /opt/kuotu/cuda-entry.sh
COPY --from=worker /opt/kuotu/models /opt/kuotu/models
COPY --from=worker /opt/kuotu/worker /opt/kuotu/worker
USER 10001:10001
WORKDIR /tmp
EXPOSE 8081
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8081 && printf 'GET /readyz HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q '^HTTP/1.[01] 200' <&3"]
ENTRYPOINT ["/opt/kuotu/cuda-entry.sh"]
