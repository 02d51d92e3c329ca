{{/* What several templates say. */}}

{{- define "flatnet.registry" -}}
{{- $registry := (((.Values.global).cattle).systemDefaultRegistry) | default "" -}}
{{- if $registry }}{{ printf "%s/" (trimSuffix "/" $registry) }}{{ end -}}
{{- end -}}

{{- define "flatnet.operatorImage" -}}
{{- $image := .Values.flatNetworkOperator.image -}}
{{ include "flatnet.registry" . }}{{ $image.repository }}:{{ $image.tag | default .Chart.AppVersion }}
{{- end -}}

{{- define "flatnet.agentImage" -}}
{{- $image := .Values.flatNetworkCNI.image -}}
{{ include "flatnet.registry" . }}{{ $image.repository }}:{{ $image.tag | default .Chart.AppVersion }}
{{- end -}}

{{- define "flatnet.multusImage" -}}
{{ include "flatnet.registry" . }}{{ .Values.multus.image.repository }}:{{ .Values.multus.image.tag }}
{{- end -}}

{{- define "flatnet.isK3s" -}}
{{- if eq (lower .Values.clusterType) "k3s" }}yes{{ end -}}
{{- end -}}

{{/* Where the container runtime reads CNI configuration. */}}
{{- define "flatnet.confDir" -}}
{{- if include "flatnet.isK3s" . }}/var/lib/rancher/k3s/agent/etc/cni/net.d{{ else }}/etc/cni/net.d{{ end -}}
{{- end -}}

{{/* Where the container runtime looks for CNI plugins. */}}
{{- define "flatnet.binDir" -}}
{{- if include "flatnet.isK3s" . }}/var/lib/rancher/k3s/data/cni{{ else }}/opt/cni/bin{{ end -}}
{{- end -}}

{{/* Ours on nodes beside the CNI configuration; calls without an agent read the kubeconfig in it. */}}
{{- define "flatnet.nodeKubeconfig" -}}
/host/etc/cni/net.d/flatnet.d/flatnet.kubeconfig
{{- end -}}

{{/* Whether this is a real installation: offline, as in "helm template", nothing can be looked up. */}}
{{- define "flatnet.online" -}}
{{- if lookup "v1" "Namespace" "" "kube-system" }}yes{{ end -}}
{{- end -}}
