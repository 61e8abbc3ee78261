az cloud set --name <cloud>
az login --tenant <tenant> --allow-no-subscriptions
app=$(az ad app create --display-name mfa-audit --sign-in-audience AzureADMyOrg \
  --query appId -o tsv)
me=$(az ad sp create --id $app --query id -o tsv)
graph=$(az ad sp show --id <graph> --query id -o tsv)
for name in <permissions>; do
  role=$(az ad sp show --id $graph --query "appRoles[?value=='$name'].id" -o tsv)
  az ad app permission add --id $app --api <graph> --api-permissions $role=Role
  az rest --method POST --url https://<host>/v1.0/servicePrincipals/$me/appRoleAssignments \
    --headers Content-Type=application/json \
    --body "{'principalId': '$me', 'resourceId': '$graph', 'appRoleId': '$role'}"
done
pem=$(az ad app credential reset --id $app --create-cert \
  --query fileWithCertAndPrivateKey -o tsv)
echo AZURE_TENANT_ID=<tenant> AZURE_CLIENT_ID=$app AZURE_CLIENT_CERTIFICATE_PATH=$pem
