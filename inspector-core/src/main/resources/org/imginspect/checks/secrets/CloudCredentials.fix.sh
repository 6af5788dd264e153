# phase: files
# arguments: files
# paths: ^/(root|home/[^/]+)/\.(aws|azure|boto|s3cfg|config/(gcloud|yandex-cloud|doctl|openstack)|docker/config\.json|git-credentials|netrc|pgpass|npmrc|pypirc|kube/config|tccli|ucloud)
# does: Removes the files of credentials in home directories.
# loses: the credentials: revoke them where they were issued, for they were in the image
remove "$@"
